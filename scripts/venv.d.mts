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

/** The path of a Python that has the requirements; makes its environment where there is none. */
export declare function ensureVenv(options: VenvOptions): Promise<string>
