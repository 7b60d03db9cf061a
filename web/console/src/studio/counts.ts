/** How much waits in the inbox, shown beside its name in the bar. */
import { ref } from "vue";

export const waiting = ref<number | null>(null);
