/** Names and numbers shown in full for a while; kept in memory only. */
import { reactive } from "vue";
import { api } from "../api/desk";

/** After this long the desk hides them again by itself: screens are seen by others. */
const SHOWN_MS = 120_000;

export const unmasked = reactive<Record<string, { name: string | null; number: string | null }>>({});

export async function unmask(conversation: string, reason: string): Promise<void> {
  unmasked[conversation] = await api.unmask(conversation, reason);
  setTimeout(() => hideUnmasked(conversation), SHOWN_MS);
}

/** Hide everything at once: somebody else may sit down here. */
export function hideAll(): void {
  Object.keys(unmasked).forEach(hideUnmasked);
}

export function hideUnmasked(conversation: string): void {
  delete unmasked[conversation];
}
