/** Folder name of the checkpoint with this index: `checkpoint_000003`. */
export function checkpointName(index: number): string {
  return `checkpoint_${String(index).padStart(6, '0')}`
}

/** Whether a name is one that {@link checkpointName} gives. */
export function isCheckpointName(name: string): boolean {
  return /^checkpoint_\d{6,}$/.test(name)
}
