/** The shells for which there is a script. */
export type Shell = 'bash' | 'zsh' | 'fish'
