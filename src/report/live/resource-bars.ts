import type { ResourceUsage } from '../../study/view.ts'
import { bar } from '../bar.ts'
import { formatNumber } from '../format-number.ts'
import type { Palette } from '../palette.ts'
import { visibleText } from '../visible-text.ts'

const BAR = 8

/** `Resources: CPU ████░░░░ 2/4   GPU ██░░░░░░ 0.5/2`: what trials hold of what there is. */
export function resourceBars(usage: ResourceUsage, palette: Palette, unicode: boolean): string {
  const { capacity, cpu, gpu, custom } = usage
  const kinds: (readonly [name: string, amount: number, capacity: number])[] = [
    ['CPU', cpu, capacity.cpu],
    ['GPU', gpu, capacity.gpu],
    ...Object.entries(capacity.custom).map(
      ([name, amount]) => [visibleText(name), custom[name] ?? 0, amount] as const,
    ),
  ]
  const shown = kinds
    .filter(([, , amount]) => amount > 0)
    .map(([name, amount, all]) => {
      const drawn = palette.green(bar(amount / all, BAR, unicode))
      return `${name} ${drawn} ${formatNumber(amount)}/${formatNumber(all)}`
    })
  return `Resources: ${shown.length === 0 ? 'none' : shown.join('   ')}`
}
