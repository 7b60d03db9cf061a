/** Who is logged in here: one session for the whole page. */
import { reactive } from "vue";
import { api, type Login } from "./api/desk";
import { ApiError, useCsrf, whenSessionLost } from "./api/http";
import type { Staff } from "./api/types";

export const session = reactive({
  staff: null as Staff | null,
  /** Whether it is known yet if anybody is logged in. */
  asked: false,
  /** Why the last session ended, to be told on the login page. */
  ended: null as string | null,
});

/** Take up the session of the cookie, if there is one. Returns whether somebody is logged in. */
export async function resume(): Promise<boolean> {
  if (session.asked) return session.staff !== null;
  try {
    const { staff, csrf } = await api.me();
    begin(staff, csrf);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    session.staff = null;
  }
  session.asked = true;
  return session.staff !== null;
}

export async function logIn(login: Login): Promise<void> {
  const { staff, csrf } = await api.login(login);
  begin(staff, csrf);
  session.ended = null;
  session.asked = true;
}

export async function logOut(): Promise<void> {
  await api.logout();
  forget(null);
}

export function forget(why: string | null): void {
  session.staff = null;
  session.asked = true;
  session.ended = why;
  useCsrf("");
}

export function supervises(): boolean {
  return session.staff?.role === "supervisor";
}

whenSessionLost(() => {
  if (session.staff !== null) forget("expired");
});

function begin(staff: Staff, csrf: string): void {
  session.staff = staff;
  useCsrf(csrf);
}
