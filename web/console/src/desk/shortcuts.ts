/** The keys of the desk. By place on the keyboard, so that an input method does not change them. */
import { onBeforeUnmount, onMounted } from "vue";
import { accept, decline, desk, lines, offers, show, talk } from "./desk";
import { ask, dialog } from "./dialogs";
import { hold } from "./hold";

export interface Shortcut {
  keys: string[];
  means: string;
}

/** What the help shows, in the order of a conversation. */
export const SHORTCUTS: Shortcut[] = [
  { keys: ["Alt", "A"], means: "接入第一个待接会话" },
  { keys: ["Alt", "D"], means: "婉拒第一个待接会话（转给下一位坐席）" },
  { keys: ["Alt", "1…9"], means: "切换到第 1…9 个会话" },
  { keys: ["Alt", "↑ ↓"], means: "上一个 / 下一个会话" },
  { keys: ["Alt", "I"], means: "回到输入框" },
  { keys: ["Enter"], means: "发送（Ctrl+Enter 也可以）" },
  { keys: ["Shift", "Enter"], means: "换行" },
  { keys: ["/"], means: "在空输入框中打开快捷回复，可用拼音首字母查找" },
  { keys: ["Alt", "Shift", "1…3"], means: "采用第 1…3 条推荐回复" },
  { keys: ["Alt", "H"], means: "请客户稍候（保持）" },
  { keys: ["Alt", "T"], means: "转接" },
  { keys: ["Alt", "B"], means: "交回小通" },
  { keys: ["Alt", "E"], means: "结束会话" },
  { keys: ["Alt", "N"], means: "写备注" },
  { keys: ["?"], means: "显示本说明" },
  { keys: ["Esc"], means: "关闭弹窗或快捷回复" },
];

const COMPOSER = "composer";
const NOTE = "note";

export function focusOn(id: string): void {
  document.getElementById(id)?.focus();
}

/** Use the keys as long as the calling component is on screen. */
export function useShortcuts(): void {
  onMounted(() => window.addEventListener("keydown", press));
  onBeforeUnmount(() => window.removeEventListener("keydown", press));
}

function press(event: KeyboardEvent): void {
  if (event.isComposing || dialog.value !== null) return;
  const act = event.altKey && !event.ctrlKey && !event.metaKey ? altAction(event) : plainAction(event);
  if (!act) return;
  event.preventDefault();
  act();
}

function altAction({ code, shiftKey }: KeyboardEvent): (() => void) | null {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code);
  if (digit && shiftKey) return () => useSuggestion(Number(digit[1]) - 1);
  if (digit) return () => showNumber(Number(digit[1]) - 1);
  const mine = talk.value?.packet?.may.speak ?? false;
  const own = (act: () => void) => (mine ? act : () => {});
  const actions: Record<string, () => void> = {
    KeyA: () => offers.value[0] && void accept(offers.value[0]).then(() => focusOn(COMPOSER)),
    KeyD: () => offers.value[0] && void decline(offers.value[0]),
    KeyI: () => focusOn(COMPOSER),
    KeyN: () => focusOn(NOTE),
    KeyH: own(() => void hold()),
    KeyT: own(() => ask("transfer")),
    KeyB: own(() => ask("return")),
    KeyE: own(() => ask("close")),
    ArrowUp: () => step(-1),
    ArrowDown: () => step(1),
  };
  return actions[code] ?? null;
}

function plainAction(event: KeyboardEvent): (() => void) | null {
  const target = event.target as HTMLElement;
  const writing = target.matches("input, textarea, select, [contenteditable]");
  if (event.key === "?" && !event.ctrlKey && !event.metaKey && !writing) return () => ask("shortcuts");
  return null;
}

function showNumber(index: number): void {
  const line = lines.value[index];
  if (!line) return;
  show(line.conversation);
  setTimeout(() => focusOn(COMPOSER));
}

function useSuggestion(index: number): void {
  const suggestion = talk.value?.suggestions[index];
  if (suggestion) talk.value!.use(suggestion);
  focusOn(COMPOSER);
}

function step(by: number): void {
  const at = lines.value.findIndex(({ conversation }) => conversation === desk.current);
  if (lines.value.length) showNumber((at + by + lines.value.length) % lines.value.length);
}
