/** Every call of the studio's API, by name. */
import * as http from "./http";
import type { ArticleEvent, ArticleList, Attachment, Attachments, KbArticle, Piece, Move, Problem, Tried, Unanswered } from "./article-types";
import type { Area, Change, Colleague, Entity, EntityKind, Example, InboxPage, IntentRow, Item, ItemDecision, Job, Lint, Script, ScriptPreview, ScriptVersion, Synonyms, UnreadMark, Version, VersionDetail, Versions, Word } from "./studio-types";

const STUDIO = "/api/studio";
const get: typeof http.get = (...asked) => told(http.get(...asked));
const post: typeof http.post = (...asked) => told(http.post(...asked));
const put: typeof http.put = (...asked) => told(http.put(...asked));
const remove: typeof http.remove = (...asked) => told(http.remove(...asked));
const send: typeof http.send = (...asked) => told(http.send(...asked));
const part = encodeURIComponent;
const itemOf = (id: string) => `${STUDIO}/inbox/${part(id)}`;
const exampleOf = (id: string) => `${STUDIO}/examples/${part(id)}`;
const versionOf = (id: string) => `${STUDIO}/versions/${part(id)}`;
const articleOf = (code: string) => `${STUDIO}/articles/${part(code)}`;
const filesOf = (code: string) => `${articleOf(code)}/attachments`;
const scriptOf = (key: string) => `${STUDIO}/scripts/${part(key)}`;
/** Measuring findings over all examples takes longer than a page should wait for anything else. */
const LONG_MS = 60_000;
/** The largest attachment over a slow line. */
const UPLOAD_MS = 180_000;

export interface InboxFilter {
  state?: string;
  reason?: string;
  assignee?: string;
  q?: string;
  sort?: string;
  page?: number;
  size?: number;
}

export interface Label {
  text?: string;
  intent: string;
  entities?: Entity[];
}

export interface Examples {
  total: number;
  examples: Example[];
}

export const EXPORT_ARTICLES = `${STUDIO}/articles/export`;

export const studioApi = {
  inbox: (filter: InboxFilter) => get<InboxPage>(`${STUDIO}/inbox`, { ...filter }),
  collect: () => post<{ added: number; seen: number }>(`${STUDIO}/inbox/collect`, {}, LONG_MS),
  label: (id: string, label: Label) => post<{ item: Item; change: Change | null }>(`${itemOf(id)}/label`, label),
  skip: (id: string, note?: string) => post<{ item: Item }>(`${itemOf(id)}/skip`, { note }),
  notOurs: (id: string, teach: boolean) =>
    post<{ item: Item; change: Change | null }>(`${itemOf(id)}/not_ours`, { teach }),
  colleagues: () => get<{ colleagues: Colleague[] }>(`${STUDIO}/inbox/colleagues`),
  assign: (id: string, to: string | null) => post<{ item: Item }>(`${itemOf(id)}/assign`, { to }),
  undoItem: (id: string) => post<{ item: Item }>(`${itemOf(id)}/undo`),
  itemHistory: (id: string) => get<{ history: ItemDecision[] }>(`${itemOf(id)}/history`),
  unreadMarks: (text: string, entities: Entity[]) =>
    post<{ unread: UnreadMark[] }>(`${STUDIO}/inbox/marks`, { text, entities }),
  labelAll: (items: string[], intent: string) =>
    post<{ items: Item[]; refused: { id: string; error: string; message: string }[] }>(`${STUDIO}/inbox/label`, {
      items,
      intent,
    }),

  intents: () => get<{ intents: IntentRow[]; entities: EntityKind[] }>(`${STUDIO}/intents`, {}, LONG_MS),
  examples: (intent: string, query: { q?: string; page?: number; size?: number }) =>
    get<Examples>(`${STUDIO}/intents/${part(intent)}/examples`, query),
  allExamples: (q: string, page = 1) => get<Examples>(`${STUDIO}/examples`, { q, page }),
  addExamples: (intent: string, texts: (string | { text: string; entities: Entity[] })[]) =>
    post<{ change: Change | null; added: number; skipped: { text: string; reason: string }[] }>(
      `${STUDIO}/intents/${part(intent)}/examples`,
      { texts },
    ),
  changeExample: (id: string, example: { text: string; entities: Entity[]; intent?: string }) =>
    put<{ change: Change; example: Example }>(exampleOf(id), example),
  moveExample: (id: string, intent: string) => put<{ change: Change; example: Example }>(exampleOf(id), { intent }),
  /** `twins` say the same: one of them has to stand, else nothing is removed. */
  removeExample: (id: string, twins: string[] = []) =>
    remove<{ change: Change }>(exampleOf(id), { twins: twins.join(",") || undefined }),
  /** Removes `others` as one change, as long as the example itself stands. */
  keepOnly: (id: string, others: string[]) => post<{ change: Change }>(`${exampleOf(id)}/only`, { others }),

  lint: (query: { kind?: string; severity?: string; intent?: string; kept?: "1" } = {}) =>
    get<Lint>(`${STUDIO}/lint`, query, LONG_MS),
  /** The findings are worked out first, when a file has changed meanwhile. */
  keepFinding: (key: string, note?: string) => post<{ change: Change | null }>(`${STUDIO}/lint/kept`, { key, note }, LONG_MS),
  unkeepFinding: (key: string) => remove<{ change: Change }>(`${STUDIO}/lint/kept`, { key }),
  synonyms: () => get<Synonyms>(`${STUDIO}/synonyms`),
  addSynonym: (value: string, word: string) => post<{ change: Change }>(`${STUDIO}/synonyms`, { value, word }),
  removeSynonym: (value: string, word: string) =>
    remove<{ change: Change }>(`${STUDIO}/synonyms`, { value, word }),
  dictionary: (query: { q?: string; page?: number; size?: number }) =>
    get<{ total: number; words: Word[] }>(`${STUDIO}/dictionary`, query),
  addWord: (word: string, frequency?: number, tag?: string) =>
    post<{ change: Change }>(`${STUDIO}/dictionary`, { word, frequency, tag }),
  removeWord: (word: string) => remove<{ change: Change }>(`${STUDIO}/dictionary`, { word }),

  changes: (query: { area?: Area | ""; author?: string; before?: string; size?: number }) =>
    get<{ changes: Change[] }>(`${STUDIO}/changes`, query),
  undo: (id: string) => post<{ change: Change }>(`${STUDIO}/changes/${part(id)}/undo`),

  pick: (conversation: string, seq: number) =>
    post<{ item: Item; new: boolean }>(`${STUDIO}/inbox/pick`, { conversation, seq }),

  versions: () => get<Versions>(`${STUDIO}/versions`),
  version: (id: string) => get<VersionDetail>(versionOf(id)),
  train: (note: string) => post<Job>(`${STUDIO}/train`, { note: note || undefined }),
  job: () => get<Job>(`${STUDIO}/job`),
  release: (id: string, confirm: boolean) => post<Version>(`${versionOf(id)}/release`, { confirm }, LONG_MS),
  rollback: (id: string) => post<Version>(`${versionOf(id)}/rollback`, {}, LONG_MS),

  articles: (query: { q?: string; state?: string; kind?: string; page?: number; size?: number }) =>
    get<ArticleList>(`${STUDIO}/articles`, query),
  article: (code: string, version?: number) =>
    get<{ article: KbArticle; history: ArticleEvent[]; moves: Move[] }>(articleOf(code), { version }),
  createArticle: (article: Partial<KbArticle>) => post<{ article: KbArticle }>(`${STUDIO}/articles`, article),
  changeArticle: (code: string, article: Partial<KbArticle>) =>
    put<{ article: KbArticle }>(articleOf(code), article),
  moveArticle: (code: string, event: Move, note?: string) =>
    post<{ article: KbArticle }>(`${articleOf(code)}/move`, { event, note }),
  attachments: (code: string) => get<Attachments>(filesOf(code)),
  attachmentUrl: (code: string, id: string) => `${filesOf(code)}/${part(id)}`,
  addAttachment: (code: string, file: File) =>
    send<{ attachment: Attachment }>(filesOf(code), { name: file.name }, file, UPLOAD_MS),
  passAttachment: (code: string, id: string) =>
    post<{ attachment: Attachment }>(`${filesOf(code)}/${part(id)}/pass`),
  removeAttachment: (code: string, id: string) => remove(`${filesOf(code)}/${part(id)}`),
  previewArticle: (article: Partial<KbArticle>) =>
    post<{ pieces: Piece[]; channels: Record<string, Piece[]>; problems: Problem[] }>(
      `${STUDIO}/articles/preview`,
      article,
    ),
  tryQuestion: (question: string) => post<Tried>(`${STUDIO}/articles/try`, { question }, LONG_MS),
  unanswered: (done: boolean) =>
    get<{ questions: Unanswered[] }>(`${STUDIO}/articles/unanswered`, { done: done ? "true" : undefined }, LONG_MS),
  endUnanswered: (id: string, done: boolean) =>
    post<{ question: Unanswered }>(`${STUDIO}/articles/unanswered/${part(id)}/${done ? "done" : "reopen"}`),
  importArticles: (file: File, dry: boolean) =>
    send<{ added: string[]; changed: string[]; unchanged: string[] }>(
      `${STUDIO}/articles/import`,
      { name: file.name, dry_run: dry },
      file,
      LONG_MS,
    ),

  scripts: (query: { q?: string; file?: string }) =>
    get<{ scripts: Script[]; files: Record<string, string> }>(`${STUDIO}/scripts`, query),
  script: (key: string) =>
    get<{ script: Script; samples: Record<string, string>; changes: Change[]; versions: ScriptVersion[] }>(
      scriptOf(key),
    ),
  previewScript: (key: string, lines: string[]) => post<ScriptPreview>(`${scriptOf(key)}/preview`, { lines }),
  changeScript: (key: string, lines: string[], expected: string[]) =>
    put<{ script: Script; change: Change }>(scriptOf(key), { lines, expected }),
  restoreScript: (key: string, { change, before }: ScriptVersion) =>
    post<{ script: Script; change: Change }>(`${scriptOf(key)}/restore`, { change, before }),
};

/** A refusal says all that the server gave as its reasons, in one sentence. */
async function told<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof http.ApiError) error.message = saying(error);
    throw error;
  }
}

function saying({ message, body }: http.ApiError): string {
  const { reason, reasons, problems } = body;
  if (typeof reason === "string") return reason;
  // Problems that name their places are listed where they can be read.
  const more = [reasons, problems].flatMap((each) => (Array.isArray(each) ? each : [])).filter((each) => typeof each === "string");
  return [message, ...more].join(" ");
}
