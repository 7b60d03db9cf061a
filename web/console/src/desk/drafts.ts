/** What the agent has written and not yet got through, kept for this tab over a reload. */

export interface Pending {
  client_id: string;
  text: string;
  at: string;
  /** A supervisor's reason for sending what the taboo list holds back. */
  override_reason?: string;
  /** Why the server refused it, for the agent to decide; null while it is on its way. */
  problem: string | null;
}

const DRAFT = "xiaotong-desk-draft-";
const OUTBOX = "xiaotong-desk-outbox-";
const OWNER = "xiaotong-desk-member";

export function draftOf(conversation: string): string {
  return sessionStorage.getItem(DRAFT + conversation) ?? "";
}

export function keepDraft(conversation: string, text: string): void {
  keep(DRAFT + conversation, text);
}

export function outboxOf(conversation: string): Pending[] {
  const kept = sessionStorage.getItem(OUTBOX + conversation);
  return kept ? (JSON.parse(kept) as Pending[]) : [];
}

export function keepOutbox(conversation: string, pending: Pending[]): void {
  keep(OUTBOX + conversation, pending.length ? JSON.stringify(pending) : "");
}

/** Keep what is here for member `number` alone: whoever else logs in at this window finds nothing. */
export function keepFor(number: string): void {
  const before = sessionStorage.getItem(OWNER);
  if (before !== null && before !== number) forgetAll();
  sessionStorage.setItem(OWNER, number);
}

export function forgetAll(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(DRAFT) || key.startsWith(OUTBOX)) sessionStorage.removeItem(key);
  }
}

function keep(key: string, text: string): void {
  if (text) sessionStorage.setItem(key, text);
  else sessionStorage.removeItem(key);
}
