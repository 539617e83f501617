export interface VenvOptions {
  /** Folder name under `.venvs/` or `$ATTUNE_VENVS`. */
  readonly name: string
  /** As pip takes them. A pinned `torch` becomes its CPU build on Linux. */
  readonly requirements: readonly string[]
  /** Oldest Python that will do, as `[major, minor]`. Default `[3, 9]`. */
  readonly minPython?: readonly [number, number]
  /** What is told beforehand about the size, in words. */
  readonly size?: string
  /** Where to say what is done. Default `console.log`. */
  readonly log?: (line: string) => void
}

/** What the PyTorch examples and their tests need. */
export declare const TORCH: VenvOptions

/** The programs that Attune's files are read with, and written for it to read, in tests: MLflow (with pandas), Optuna. */
export declare const READERS: VenvOptions

/** What reads event files: TensorBoard, with its data server. */
export declare const TENSORBOARD: VenvOptions

/** What trials that use Lightning need, with its logger for TensorBoard. */
export declare const LIGHTNING: VenvOptions

/** The path of a Python that has the requirements; makes its environment where there is none. */
export declare function ensureVenv(options: VenvOptions): Promise<string>
