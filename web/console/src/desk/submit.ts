/** A form that is sent once at a time and says what the server refused. */
import { ref, type Ref } from "vue";
import { ApiError } from "../api/http";

export interface Submit {
  busy: Ref<boolean>;
  problem: Ref<string>;
  submit: () => Promise<void>;
}

export function useSubmit(act: () => Promise<void>): Submit {
  const busy = ref(false);
  const problem = ref("");

  async function submit(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = "";
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.value = error.message;
    } finally {
      busy.value = false;
    }
  }

  return { busy, problem, submit };
}
