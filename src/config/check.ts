import { show } from '../errors.ts'
import { nearestWord } from '../math/nearest-word.ts'
import { StudyFileError } from './problems.ts'
import { boxed } from './schema/boxed.ts'
import { study } from './schema/study.ts'
import { keyOriginAt, nodeAt, originAt, pathText, plain } from './tree.ts'
import type { z } from 'zod'
import type { Problem } from './problems.ts'
import type { MapNode, Path } from './tree.ts'

type Issue = z.core.$ZodIssue

/**
 * Checks a study file by its schema; the values are then what they were meant as.
 * @throws {ConfigurationError} `STUDY_FILE_INVALID` with everything that the schema does not allow.
 */
export function check(root: MapNode): Readonly<Record<string, unknown>> {
  const result = study.safeParse(boxed(root))
  if (result.success) return result.data as Readonly<Record<string, unknown>>
  const issues = result.error.issues.flatMap((issue) => unfolded(issue, []))
  throw new StudyFileError(issues.flatMap((issue) => problemsOf(root, issue)))
}

/**
 * Where one of several kinds of value is wanted, the kind that was meant says what is wrong with it: of
 * those whose name and form are right the one with the least to say.
 */
function unfolded(issue: Issue, above: Path): readonly Issue[] {
  const path = [...above, ...(issue.path as Path)]
  if (issue.code !== 'invalid_union') return [{ ...issue, path }]
  const kinds = issue.errors.map((errors) => errors.flatMap((inner) => unfolded(inner, path)))
  const [meant] = kinds
    .filter((issues) => !issues.some((inner) => isOtherKind(inner, path.length)))
    .toSorted((a, b) => weightOf(a) - weightOf(b))
  if (meant) return meant
  const ofName = kinds.flat().find((inner) => {
    return inner.code === 'invalid_union' && isName(inner.path, path.length)
  })
  if (ofName) return [ofName]
  const isNamed = kinds.some((issues) => issues.some((inner) => isName(inner.path, path.length)))
  return [{ ...issue, path: isNamed ? [...path, 'name'] : path }]
}

/** Whether this says that another kind of value was meant. */
function isOtherKind({ code, path }: Issue, depth: number): boolean {
  if (path.length === depth) return code !== 'unrecognized_keys' && code !== 'too_small'
  return isName(path, depth)
}

function weightOf(issues: readonly Issue[]): number {
  const weights = issues.map((it) => (it.code === 'unrecognized_keys' ? it.keys.length : 1))
  return weights.reduce((sum, weight) => sum + weight, 0)
}

function isName(path: readonly PropertyKey[], depth: number): boolean {
  return path.length === depth + 1 && path[depth] === 'name'
}

function problemsOf(root: MapNode, issue: Issue): readonly Problem[] {
  const path = issue.path as Path
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(', ')
    return issue.keys.map((key) => unknownKey(root, [...path, key], known))
  }
  // What is wrong with a name says it all by itself.
  if (issue.code === 'invalid_union' && path.at(-1) === 'name') {
    return [{ origin: originAt(root, path), path, message: issue.message }]
  }
  const node = nodeAt(root, path)
  const where = pathText(root, path)
  const missing = path.length === 0 ? 'The file is empty.' : `${where} is missing.`
  const isMissing = node === undefined || (node.kind === 'scalar' && node.value === null)
  const what = isMissing ? missing : `${where} is ${show(plain(node))}.`
  return [{ origin: originAt(root, path), path, message: `${what} ${issue.message}` }]
}

function unknownKey(root: MapNode, path: Path, known: readonly string[]): Problem {
  const key = String(path.at(-1))
  const parent = path.slice(0, -1)
  const nearest = nearestWord(key, known)
  const owner = parent.length === 0 ? 'A study file' : pathText(root, parent)
  const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `
  const message = `${owner} has no key ${show(key)}. ${hint}There are: ${known.join(', ')}.`
  return { origin: keyOriginAt(root, path), path, message }
}
