/** Which dialog is open; one at a time, so that a shortcut never opens a second above it. */
import { ref } from "vue";

export type Dialog =
  | "transfer"
  | "close"
  | "return"
  | "unmask"
  | "ticket"
  | "action"
  | "shortcuts"
  | "password"
  | "invite";

export const dialog = ref<Dialog | null>(null);

export function ask(which: Dialog): void {
  if (dialog.value === null) dialog.value = which;
}

export function shut(): void {
  dialog.value = null;
}
