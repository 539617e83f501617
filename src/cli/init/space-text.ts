import { yamlComment, yamlList, yamlText, yamlValue } from './yaml-text.ts'
import type { Proposal, ProposedDomain, ProposedParameter } from './proposal.ts'

const EXAMPLE = [
  '#   lr: { type: loguniform, min: 1e-5, max: 0.1 }',
  '#   layers: { type: randint, min: 1, max: 5 } # 1 to 4: max itself is excluded',
  '#   dropout: { type: uniform, min: 0, max: 0.5 }',
  '#   optimizer: { type: choice, options: [adam, sgd] }',
]

/** `space:` with what may vary, what stays, and what was left alone. */
export function spaceLines(proposal: Proposal): readonly string[] {
  const { parameters, constants, unknown } = proposal
  const fixed = Object.entries(constants)
  const isEmpty = parameters.length + fixed.length === 0
  return [
    ...yamlComment(
      parameters.length === 0
        ? 'What may vary. Nothing could be proposed; it is written like this:'
        : 'What may vary: a proposal, to be checked. Ranges are without their max.',
    ),
    ...(parameters.length === 0 ? EXAMPLE : []),
    isEmpty ? 'space: {}' : 'space:',
    ...parameters.flatMap(parameterLines),
    ...fixed.map(([name, value]) => `  ${yamlText(name)}: ${value} # stays as it is`),
    ...unknown.flatMap((name) => yamlComment(`${name}: … # it is read: give it a value`, '  ')),
    ...leftOutLines(proposal),
  ]
}

function parameterLines({ name, knob, domain, isGuess }: ProposedParameter): readonly string[] {
  const line = `  ${yamlText(name)}: ${domainText(domain)}`
  const comment =
    isGuess === true
      ? ' # a guess: nothing is known of its values'
      : knob.default === undefined || knob.default === null
        ? ''
        : ` # by default ${yamlValue(knob.default)}`
  if (line.length + comment.length <= 100) return [line + comment]
  if (line.length <= 100 || domain.type !== 'choice') return [line]
  return [
    `  ${yamlText(name)}:`,
    '    type: choice',
    ...yamlList('options', domain.options, '    '),
  ]
}

function domainText(domain: ProposedDomain): string {
  return yamlValue(domain)
}

/** One line a reason. */
function leftOutLines({ leftOut }: Proposal): readonly string[] {
  if (leftOut.length === 0) return []
  const reasons = new Map<string, string[]>()
  for (const { name, flag, reason } of leftOut) {
    reasons.set(reason, [...(reasons.get(reason) ?? []), flag ?? name])
  }
  const lines = [...reasons].flatMap(([reason, names]) =>
    yamlComment(`${names.join(', ')}: ${reason}`, '  '),
  )
  return ['  # Left alone:', ...lines]
}
