import { watch } from "vue";
import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { resume, session } from "./session";
import { STUDIO_PAGES } from "./studio/pages";
import type { Role } from "./api/types";

declare module "vue-router" {
  interface RouteMeta {
    title: string;
    /** Who may open the page; everybody when it is not said. */
    roles?: Role[];
    /** Whether it is for people who are not logged in. */
    open?: boolean;
  }
}

const routes: RouteRecordRaw[] = [
  { path: "/desk/login", component: () => import("./views/LoginView.vue"), meta: { title: "登录", open: true } },
  {
    path: "/desk",
    component: () => import("./views/DeskView.vue"),
    meta: { title: "坐席工作台", roles: ["agent", "supervisor"] },
  },
  {
    path: "/desk/supervisor",
    component: () => import("./views/SupervisorView.vue"),
    meta: { title: "现场监控", roles: ["supervisor"] },
  },
  {
    path: "/desk/records",
    component: () => import("./views/RecordsView.vue"),
    meta: { title: "会话查询", roles: ["supervisor", "trainer"] },
  },
  // One part of its own: agents never load it.
  {
    path: "/studio",
    component: () => import("./views/studio/StudioView.vue"),
    meta: { title: "训练工作室", roles: ["trainer"] },
    redirect: "/studio/inbox",
    children: STUDIO_PAGES.map(({ path, title, view }) => ({ path, component: view, meta: { title } })),
  },
  { path: "/studio/:other(.*)", redirect: "/studio" },
  { path: "/desk/:other(.*)", redirect: "/desk" },
];

export const router = createRouter({ history: createWebHistory(), routes });

/** The first page of each role. */
const HOME: Record<Role, string> = { agent: "/desk", supervisor: "/desk", trainer: "/studio" };

router.beforeEach(async (to) => {
  const known = await resume().catch(() => false);
  if (to.meta.open) return known ? HOME[session.staff!.role] : true;
  if (!known) return { path: "/desk/login", query: to.path === "/desk" ? {} : { next: to.fullPath } };
  const { roles } = to.meta;
  return !roles || roles.includes(session.staff!.role) ? true : HOME[session.staff!.role];
});

router.afterEach((to) => {
  document.title = `${to.meta.title} · 小通`;
});

watch(
  () => session.staff,
  (staff) => {
    const { meta, fullPath } = router.currentRoute.value;
    if (staff !== null || meta.open) return;
    // Whoever is thrown out goes on where they were; whoever leaves does not lead the next one there.
    const next = session.ended === null || fullPath === "/desk" ? {} : { next: fullPath };
    void router.replace({ path: "/desk/login", query: next });
  },
);
