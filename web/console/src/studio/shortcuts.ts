/** The keys of the studio's pages. By place on the keyboard, so that an input method does not change them. */
import { onBeforeUnmount, onMounted } from "vue";
import type { Shortcut } from "../desk/shortcuts";
import { ask, dialog } from "../desk/dialogs";

/** What the help shows. */
export const STUDIO_SHORTCUTS: Shortcut[] = [
  { keys: ["1", "2", "3"], means: "收件箱：按第 1、2、3 种理解标注，并跳到下一条" },
  { keys: ["/"], means: "收件箱：查找别的意图；其他页面：到查找框" },
  { keys: ["S"], means: "收件箱：跳过" },
  { keys: ["N"], means: "收件箱：不属于我们" },
  { keys: ["U"], means: "收件箱：撤销上一个决定" },
  { keys: ["G"], means: "收件箱：整组标注" },
  { keys: ["J"], means: "收件箱：下一条（↓ 也可以）" },
  { keys: ["K"], means: "收件箱：上一条（↑ 也可以）" },
  { keys: ["E"], means: "收件箱：改写句子、选中文字标出内容" },
  { keys: ["Alt", "1…9"], means: "把选中的文字标为第 1…9 类内容" },
  { keys: ["Esc"], means: "离开输入框，关闭弹窗" },
  { keys: ["?"], means: "显示本说明" },
];

export type Keys = Record<string, (() => void) | undefined>;

/** Whether what is typed at `target` is text. */
export function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/** Use `keys` (by `KeyboardEvent.code`) as long as the calling component is on screen and no dialog is open. */
export function useKeys(keys: Keys): void {
  function press(event: KeyboardEvent): void {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (dialog.value !== null || document.querySelector("[role=dialog]") || writing(event.target)) return;
    const name = event.key === "?" ? "?" : event.code.replace("Numpad", "Digit");
    const act = name === "?" ? () => ask("shortcuts") : keys[name];
    // A press of a button by Enter or space is that button's alone.
    if (!act) return;
    event.preventDefault();
    act();
  }
  onMounted(() => window.addEventListener("keydown", press));
  onBeforeUnmount(() => window.removeEventListener("keydown", press));
}
