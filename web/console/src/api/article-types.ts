/** The shapes of articles in the studio's API, as docs/studio-api.md names them. */

/** An article of the knowledge base as its authors see it; in lists without the answers. */
export interface KbArticle {
  code: string;
  title: string;
  questions: string[];
  answer: string;
  answers: Record<string, string>;
  kind: string;
  categories: string[];
  keywords: string[];
  weight: number;
  regions: string[];
  audience: string[];
  disclosure: string;
  valid_from: string | null;
  valid_until: string | null;
  links: string[];
  offers: string[];
  source: string;
  scope: string;
  author: string;
  reviewer: string | null;
  version: number;
  state: string;
  served_version: number | null;
  /** The version that is served next, and from which day on. */
  planned_version: number | null;
  planned_from: string | null;
  /** The last day of what is served, when it comes within a week. */
  ending_on: string | null;
  updated_at: string;
  useful: number;
  useless: number;
}

/** A file of an article; customers and agents see it once a `reviewer` has passed it. */
export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  size: number;
  added_by: string;
  added_by_name: string;
  added_at: string;
  reviewer: string | null;
  /** Whether I may pass it. */
  may_pass: boolean;
}

export interface Attachments {
  attachments: Attachment[];
  most: number;
  largest: number;
  types: string[];
}

export interface ArticleList {
  total: number;
  articles: KbArticle[];
  kinds: Record<string, string>;
  states: Record<string, string>;
  by_state: Record<string, number>;
  channels: Record<string, string>;
  audiences: Record<string, string>;
}

/** A part of an answer as customers read it. */
export interface Piece {
  heading: string | null;
  text: string;
}

export interface ArticleEvent {
  at: string;
  actor: string;
  actor_name?: string;
  event: string;
  event_text: string;
  version: number;
  note: string;
}

export type Move = "submit" | "approve" | "reject" | "discard" | "withdraw";

export interface Problem {
  place: string;
  field: string;
  message: string;
}

export interface Tried {
  outcome: "answer" | "suggest" | "nothing";
  found: { code: string; title: string; score: number }[];
}

export interface Unanswered {
  id: string;
  text: string;
  count: number;
  last_at: string;
  near: { code: string; title: string }[];
  /** Null while it is open. */
  done_at: string | null;
  done_by_name: string;
  /** The article that answers it by now, if the system found one. */
  answered_by: { code: string; title: string } | null;
}
