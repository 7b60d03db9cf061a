/** The messages of one conversation in the server's order, without gaps or doubles. */
import type { Message } from "../api/types";

export class Transcript {
  /** In order of `seq`. */
  messages: Message[] = [];
  /** Whether the server has older ones than the first here. */
  moreBefore = false;

  /** The highest number up to which everything from the first message on is here. */
  get complete(): number {
    const { messages } = this;
    let last = messages[0]?.seq ?? 0;
    for (const { seq } of messages) {
      if (seq > last + 1) break;
      last = seq;
    }
    return last;
  }

  get last(): number {
    return this.messages[this.messages.length - 1]?.seq ?? 0;
  }

  /** Whether a message between two that are here is missing. */
  get broken(): boolean {
    return this.complete < this.last;
  }

  /** Take messages in any order; returns those that were not here before. */
  take(arrived: Message[]): Message[] {
    const known = new Set(this.messages.map(({ seq }) => seq));
    const fresh = arrived.filter(({ seq }) => !known.has(seq) && known.add(seq));
    if (fresh.length) this.messages = [...this.messages, ...fresh].sort((a, b) => a.seq - b.seq);
    return fresh;
  }
}
