/** Something that is asked of the server and shown: busy, there, or a sentence that says why not. */
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { ApiError } from "../api/http";

export interface Load<T> {
  data: ShallowRef<T | null>;
  busy: Ref<boolean>;
  problem: Ref<string>;
  load: () => Promise<void>;
}

/** The newest question counts: an answer to an earlier one that comes late is dropped. */
export function useLoad<T>(ask: () => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null);
  const busy = ref(false);
  const problem = ref("");
  let asked = 0;

  async function load(): Promise<void> {
    const turn = ++asked;
    busy.value = true;
    try {
      const answer = await ask();
      if (turn !== asked) return;
      data.value = answer;
      problem.value = "";
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn === asked) problem.value = error.message;
    } finally {
      if (turn === asked) busy.value = false;
    }
  }

  return { data, busy, problem, load };
}
