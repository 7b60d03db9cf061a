/**
 * One conversation at the desk: its packet, what was said, and what is on its way.
 *
 * Members are `private`, not `#`: Vue shows changes through a proxy, which has no # members.
 */
import { reactive } from "vue";
import { api } from "../api/desk";
import { ApiError } from "../api/http";
import type { Finding, Message, Packet, Suggestion } from "../api/types";
import { draftOf, keepDraft, keepOutbox, outboxOf, type Pending } from "./drafts";
import { newId } from "./ids";
import { Transcript } from "./transcript";

const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const READ_DELAY_MS = 250;
const GAP_MS = 400;
const PAGE = 100;

/** A draft that the taboo list holds back. */
export interface Held {
  text: string;
  findings: Finding[];
  suggestion: string | null;
}

export class Talk {
  readonly id: string;
  packet: Packet | null = null;
  transcript = new Transcript();
  pending: Pending[];
  draft: string;
  held: Held | null = null;
  /** What the customer is writing, and whether they are. */
  preview = "";
  typing = false;
  suggestions: Suggestion[] = [];
  /** The suggestion that the draft began as. */
  taken: Suggestion | null = null;
  readSeq = 0;
  /** Why the packet cannot be shown. */
  problem: string | null = null;
  loading = false;
  /** It is no longer this agent's: shown, but nothing can be said. */
  gone: string | null = null;

  private pumping = false;
  private tries = 0;
  private wake: (() => void) | null = null;
  private reading = 0;
  private filling = 0;

  constructor(id: string) {
    this.id = id;
    this.draft = draftOf(id);
    this.pending = outboxOf(id);
  }

  get lastCustomerSeq(): number {
    return this.transcript.messages.findLast(({ from }) => from === "customer")?.seq ?? 0;
  }

  async load(): Promise<void> {
    this.loading = true;
    try {
      this.accept(await api.packet(this.id));
    } catch (error) {
      this.problem = (error as ApiError).message;
    } finally {
      this.loading = false;
    }
  }

  /** Show `packet`; what was received before stays. */
  accept(packet: Packet): void {
    this.packet = packet;
    this.problem = null;
    if (packet.may.speak) this.gone = null;
    this.readSeq = Math.max(this.readSeq, packet.read_seq);
    // A long absence leaves a gap that nobody wants to read through: begin anew.
    const first = packet.messages[0]?.seq ?? 0;
    if (first > this.transcript.last + 1) this.transcript = new Transcript();
    if (!this.transcript.messages.length) this.transcript.moreBefore = packet.more_before;
    const { preview } = this;
    this.take(packet.messages);
    // What is being written came by itself; the messages that were loaded are older.
    this.preview = preview;
    void this.pump();
  }

  /** Take messages of the log; an own one replaces what was shown for it. Returns the new ones. */
  take(messages: Message[]): Message[] {
    const fresh = this.transcript.take(messages);
    const stored = new Set(messages.map(({ client_id }) => client_id).filter(Boolean));
    if (this.pending.some(({ client_id }) => stored.has(client_id))) {
      this.pending = this.pending.filter(({ client_id }) => !stored.has(client_id));
      keepOutbox(this.id, this.pending);
    }
    if (fresh.some(({ from }) => from === "customer")) {
      this.preview = "";
      this.typing = false;
    }
    if (this.transcript.broken) this.fill();
    return fresh;
  }

  async loadBefore(): Promise<void> {
    const first = this.transcript.messages[0]?.seq ?? 1;
    const { messages } = await api.messages(this.id, { before: first, limit: PAGE });
    this.transcript.take(messages);
    this.transcript.moreBefore = (messages[0]?.seq ?? 1) > 1;
  }

  write(text: string): void {
    this.draft = text;
    keepDraft(this.id, text);
    if (this.held && this.held.text !== text.trim()) this.held = null;
  }

  /** Send `text` now, or as soon as the server can be reached; never twice, never out of order. */
  say(text: string, override_reason?: string): void {
    this.pending.push({
      client_id: newId(),
      text,
      at: new Date().toISOString(),
      override_reason,
      problem: null,
    });
    keepOutbox(this.id, this.pending);
    this.write("");
    this.judge(text);
    void this.pump();
  }

  retry(item: Pending): void {
    item.problem = null;
    void this.pump();
  }

  /** Take back what could not be sent; its words return to the composer if that is empty. */
  drop(item: Pending): void {
    this.remove(item);
    if (!this.draft.trim()) this.write(item.text);
  }

  /** The server can be reached again: do not wait for the next try. */
  hurry(): void {
    this.wake?.();
  }

  /** Everything up to the newest message has been seen. */
  seen(): void {
    const { last } = this.transcript;
    if (last <= this.readSeq || !this.packet?.mine) return;
    this.readSeq = last;
    clearTimeout(this.reading);
    this.reading = window.setTimeout(() => {
      api.read(this.id, last).catch(() => {
        this.readSeq = 0; // Not told; the next look tells it.
      });
    }, READ_DELAY_MS);
  }

  async suggest(): Promise<void> {
    try {
      const { suggestions } = await api.suggestions(this.id);
      this.suggestions = suggestions;
    } catch {
      this.suggestions = []; // Help that is missing hinders nobody.
    }
  }

  /** Add `text` to what is being written. */
  insert(text: string): void {
    this.write(this.draft.trim() ? `${this.draft.trimEnd()}\n${text}` : text);
  }

  /** Put a suggestion into the composer. */
  use(suggestion: Suggestion): void {
    this.taken = suggestion;
    this.write(suggestion.text);
  }

  /** Tell what became of the suggestions now that the agent has answered with `text`. */
  private judge(text: string): void {
    for (const suggestion of this.suggestions) {
      const used = suggestion.text.trim() === text.trim();
      const edited = suggestion.id === this.taken?.id;
      api.judge(suggestion.id, used ? "used" : edited ? "edited" : "ignored").catch(() => {});
    }
    this.suggestions = [];
    this.taken = null;
  }

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    try {
      for (;;) {
        const item = this.pending.find(({ problem }) => problem === null);
        if (!item || !(await this.send(item))) return;
      }
    } finally {
      this.pumping = false;
    }
  }

  /** Returns whether to go on with the next: not without a session, whose end keeps them all. */
  private async send(item: Pending): Promise<boolean> {
    try {
      const stored = await api.say(this.id, item.client_id, item.text, item.override_reason);
      this.tries = 0;
      this.remove(item);
      this.take([{ ...stored, client_id: item.client_id }]);
    } catch (error) {
      if ((error as ApiError).status === 401) return false;
      await this.refused(item, error as ApiError);
    }
    return true;
  }

  private async refused(item: Pending, error: ApiError): Promise<void> {
    if (error.passing) {
      const wait = error.retryAfter ? error.retryAfter * 1000 : RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)]!;
      this.tries += 1;
      await this.pause(wait);
    } else if (error.code === "taboo" && !this.draft.trim()) {
      const { findings, suggestion } = error.body as unknown as Held;
      this.drop(item);
      this.held = { text: item.text.trim(), findings, suggestion: suggestion ?? null };
    } else {
      item.problem = error.message;
      keepOutbox(this.id, this.pending);
    }
  }

  private remove(item: Pending): void {
    this.pending = this.pending.filter(({ client_id }) => client_id !== item.client_id);
    keepOutbox(this.id, this.pending);
  }

  private pause(wait: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ask for what is missing, unless it comes by itself in a moment. */
  private fill(): void {
    clearTimeout(this.filling);
    this.filling = window.setTimeout(async () => {
      if (!this.transcript.broken) return;
      const { messages } = await api.messages(this.id, { after: this.transcript.complete });
      this.take(messages);
    }, GAP_MS);
  }
}

/** A talk whose changes show on screen. */
export function openTalk(id: string): Talk {
  return reactive(new Talk(id)) as Talk;
}
