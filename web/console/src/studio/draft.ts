/** What a trainer is writing, kept for this window over a reload or the end of a session. */
import { draftOf, keepDraft } from "../desk/drafts";

const STUDIO = "studio/";

/** Return what was written for `key` and not yet saved, or null. */
export function unsaved<T>(key: string): T | null {
  const kept = draftOf(STUDIO + key);
  return kept ? (JSON.parse(kept) as T) : null;
}

/** Keep `value` for `key`; null when there is nothing to keep any longer. */
export function keepUnsaved(key: string, value: unknown): void {
  keepDraft(STUDIO + key, value === null ? "" : JSON.stringify(value));
}
