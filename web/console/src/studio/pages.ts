/** The pages of the training studio, in the order of a trainer's week. */
import type { Component } from "vue";

export interface StudioPage {
  /** Below `/studio`. */
  path: string;
  title: string;
  view: () => Promise<Component>;
}

export const STUDIO_PAGES: StudioPage[] = [
  { path: "inbox", title: "收件箱", view: () => import("../views/studio/InboxView.vue") },
  { path: "corpus", title: "语料", view: () => import("../views/studio/CorpusView.vue") },
  { path: "lint", title: "检查", view: () => import("../views/studio/LintView.vue") },
  { path: "release", title: "训练与发布", view: () => import("../views/studio/ReleaseView.vue") },
  { path: "articles", title: "知识库", view: () => import("../views/studio/ArticlesView.vue") },
  { path: "scripts", title: "话术", view: () => import("../views/studio/ScriptsView.vue") },
  { path: "changes", title: "变更记录", view: () => import("../views/studio/ChangesView.vue") },
];
