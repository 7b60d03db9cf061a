/** `v-focus`: where the cursor stands when a dialog opens. */
import type { Directive } from "vue";

/** Element Plus moves the focus into the dialog itself first; ours comes after. */
const AFTER_MS = 60;

export const vFocus: Directive<HTMLElement> = {
  mounted(element) {
    setTimeout(() => {
      const field = element.matches("input, textarea, button") ? element : element.querySelector<HTMLElement>("input, textarea");
      field?.focus();
    }, AFTER_MS);
  },
};
