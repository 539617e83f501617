import type { Page } from 'playwright-core'

/** What stands in the page's table: the header, then a row for each trial. */
export async function tableOf(page: Page): Promise<string[][]> {
  const grids = page.locator('tf-hparams-table-view vaadin-grid')
  return grids.evaluateAll((found) =>
    found.flatMap((grid) => {
      const rows = grid.shadowRoot?.querySelectorAll('#header tr, #items tr') ?? []
      return [...rows].map((row) =>
        [...row.children].map((cell) =>
          [...(cell.querySelector('slot')?.assignedNodes() ?? [])]
            .map((node) => (node as { readonly innerText?: string }).innerText ?? '')
            .join('')
            .trim(),
        ),
      )
    }),
  )
}

export type Plot = 'tf-hparams-parallel-coords-plot' | 'tf-hparams-scatter-plot-matrix-plot'

/** An attribute of all elements in a plot that a selector finds, or their texts. */
export async function drawn(
  page: Page,
  plot: Plot,
  selector: string,
  attribute?: string,
): Promise<string[]> {
  return page
    .locator(plot)
    .evaluateAll(
      (plots, { css, name }) =>
        plots.flatMap((found) =>
          [...(found.shadowRoot?.querySelectorAll(css) ?? [])].map(
            (element) =>
              (name === undefined ? element.textContent : element.getAttribute(name)) ?? '',
          ),
        ),
      { css: selector, name: attribute },
    )
}
