import { nextTick, onMounted, ref, useTemplateRef, type Ref } from "vue";

export interface Choosing {
  /** The number of the chosen row. */
  at: Ref<number>;
  /** To be called for each key of the search field. */
  key: (event: KeyboardEvent) => void;
}

/**
 * Choosing a row of a list below a search field by the keyboard alone: arrows, Enter, Escape.
 *
 * The template calls the field `ref="field"`, which has the keyboard from the beginning, and the
 * element whose children are the rows `ref="list"`.
 */
export function useChoosing<T>(rows: () => readonly T[], pick: (row: T) => void, close: () => void): Choosing {
  const at = ref(0);
  const field = useTemplateRef<HTMLInputElement>("field");
  const list = useTemplateRef<HTMLElement>("list");

  function move(by: number): void {
    const count = rows().length;
    if (!count) return;
    at.value = (at.value + by + count) % count;
    void nextTick(() => list.value?.children[at.value]?.scrollIntoView({ block: "nearest" }));
  }

  function key(event: KeyboardEvent): void {
    // Keys of an input method choose characters; 229 is what some browsers give for them.
    if (event.isComposing || event.keyCode === 229) return;
    const row = rows()[at.value];
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && row !== undefined) pick(row);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  onMounted(() => void nextTick(() => field.value?.focus()));
  return { at, key };
}
