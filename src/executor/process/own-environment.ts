/** What a user adds to the environment, as JSON can keep it: null stands for a variable to remove. */
export function ownEnvironment(
  env: Readonly<Record<string, string | undefined>> = {},
): Readonly<Record<string, string | null>> {
  return Object.freeze(
    Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? null])),
  )
}
