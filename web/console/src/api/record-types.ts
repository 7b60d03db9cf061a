/** The shapes of looking back at conversations, as docs/desk-api.md names them. */
import type { Owner, Who } from "./types";

/** What the bot made of a customer's message. */
export interface MessageReading {
  intent: string;
  title: string;
  confidence: number;
  understood: boolean;
  /** What a message that was not understood was likeliest to mean. */
  guess: string | null;
}

/** What conversations can be looked for by: codes and their names. */
export interface RecordFilters {
  reasons: Record<string, string>;
  codes: Record<string, string>;
  intents: Record<string, string>;
}

/** One conversation in the list that supervisors and trainers search. */
export interface Row {
  conversation: string;
  channel: string;
  opened_at: string;
  closed_at: string | null;
  last_at: string;
  owner: Owner;
  messages: number;
  customer_messages: number;
  bot_messages: number;
  agent_messages: number;
  who: Who;
  agent: string | null;
  reason: string | null;
  reason_text: string | null;
  group: string | null;
  requested_at: string | null;
  accepted_at: string | null;
  wait_seconds: number | null;
  handling_seconds: number | null;
  ended_at: string | null;
  ending: string | null;
  wrap_up_code: string | null;
  wrap_up_text: string | null;
  result: string | null;
  note: string | null;
  rating: number | null;
  solved: boolean | null;
}
