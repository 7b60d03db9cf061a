/** Ask the customer of the conversation on screen to wait. */
import { api } from "../api/desk";
import { ApiError } from "../api/http";
import { talk } from "./desk";
import { warn } from "./tell";

export async function hold(): Promise<void> {
  const held = talk.value;
  if (!held) return;
  try {
    held.take([await api.hold(held.id)]);
  } catch (error) {
    warn((error as ApiError).message);
  }
}
