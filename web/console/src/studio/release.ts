/** Versions of the model, and the training that is under way. */
import { reactive } from "vue";
import { studioApi } from "../api/studio";
import { ApiError } from "../api/http";
import type { Job, VersionDetail, Versions } from "../api/studio-types";

const ASK_MS = 1000;
const ASK_AGAIN_MS = 4000;

export const release = reactive({
  versions: null as Versions | null,
  busy: false,
  problem: "",
  chosen: null as string | null,
  detail: null as VersionDetail | null,
  detailProblem: "",
});

let polling = 0;
let watched = false;

/** Ask for the versions, and go on asking how the training gets on as long as `watchJob` holds. */
export async function loadVersions(): Promise<void> {
  release.busy = true;
  try {
    release.versions = await studioApi.versions();
    release.problem = "";
    release.chosen ??= release.versions.versions[0]?.id ?? null;
    if (release.versions.job.state === "running") poll(ASK_MS);
  } catch (error) {
    release.problem = (error as ApiError).message;
  } finally {
    release.busy = false;
  }
  await loadDetail();
}

export async function choose(id: string): Promise<void> {
  release.chosen = id;
  await loadDetail();
}

async function loadDetail(): Promise<void> {
  const id = release.chosen;
  if (!id) return;
  if (release.detail?.id !== id) release.detail = null;
  try {
    const detail = await studioApi.version(id);
    if (release.chosen === id) Object.assign(release, { detail, detailProblem: "" });
  } catch (error) {
    if (release.chosen === id) release.detailProblem = (error as ApiError).message;
  }
}

/** Start a training; raises ApiError. One that is under way already is shown instead. */
export async function train(note: string): Promise<void> {
  try {
    take(await studioApi.train(note));
  } catch (error) {
    const job = (error as ApiError).body.job as Job | undefined;
    if ((error as ApiError).code === "busy" && job) take(job);
    throw error;
  }
}

export function watchJob(): () => void {
  watched = true;
  return () => {
    watched = false;
    clearTimeout(polling);
  };
}

function take(job: Job): void {
  if (release.versions) release.versions.job = job;
  if (job.state === "running") poll(ASK_MS);
}

function poll(wait: number): void {
  clearTimeout(polling);
  if (!watched) return;
  polling = window.setTimeout(async () => {
    try {
      const job = await studioApi.job();
      take(job);
      if (job.state === "running") return;
      if (job.version) release.chosen = job.version;
      await loadVersions();
    } catch {
      poll(ASK_AGAIN_MS); // The server may be busy with the training; it is asked again.
    }
  }, wait);
}
