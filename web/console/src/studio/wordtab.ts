import { useTemplateRef } from "vue";
import { ApiError } from "../api/http";
import { done, warn } from "../desk/tell";
import { useKeys } from "./shortcuts";

export interface WordTab {
  /** Carries a removal out, tells what came of it and reads the list anew, whatever that was. */
  takeOut: (removal: () => Promise<unknown>) => Promise<void>;
}

/** What the tabs of words share: `load` reads the list, and the key / leads to the field `ref="field"`. */
export function useWordTab(load: () => Promise<unknown>): WordTab {
  const field = useTemplateRef<HTMLInputElement>("field");

  async function takeOut(removal: () => Promise<unknown>): Promise<void> {
    try {
      await removal();
      done("已删除，可在「变更记录」里撤销");
    } catch (error) {
      warn((error as ApiError).message);
    }
    await load();
  }

  useKeys({ Slash: () => field.value?.focus() });
  return { takeOut };
}
