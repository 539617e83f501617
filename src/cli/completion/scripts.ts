import type { Shell } from './shell.ts'

/**
 * What each shell has to run once. All of them ask `attune __complete SHELL -- WORDS`, with the words
 * up to the cursor; the first line of the answer is `files` when the shell is to complete paths
 * besides, else `words`, and a word with its description, parted by a tab, is on each further line.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: script`# Completion of attune in bash. In ~/.bashrc:
#   source <(attune completion bash)
_attune_complete() {
  local kind word
  COMPREPLY=()
  {
    read -r kind
    while IFS=$'\t' read -r word _; do
      COMPREPLY+=("$(printf %q "$word")")
    done
  } < <("$1" __complete bash -- "@{COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ $kind == words ]]; then
    compopt +o default 2>/dev/null
  elif (( @{#COMPREPLY[@]} > 0 )); then
    while read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$2")
  fi
  return 0
}
complete -o default -F _attune_complete attune
`,
  zsh: script`#compdef attune
# Completion of attune in zsh. In ~/.zshrc, after compinit:
#   source <(attune completion zsh)
# or as a file named _attune in a folder of $fpath.
_attune() {
  local line word kind
  local -a answer values
  answer=("@{(@f)$("@{words[1]}" __complete zsh -- "@{(@)words[2,CURRENT]}" 2>/dev/null)}")
  kind=$answer[1]
  for line in "@{(@)answer[2,-1]}"; do
    word=@{@{line%%$'\t'*}//:/\\:}
    [[ $line == *$'\t'* ]] && word+=":@{line#*$'\t'}"
    [[ -n $word ]] && values+=("$word")
  done
  (( $#values )) && _describe -V attune values
  [[ $kind == files ]] && _files
  return 0
}
if [[ $funcstack[1] == _attune ]]; then
  _attune "$@"
else
  compdef _attune attune
fi
`,
  fish: script`# Completion of attune in fish. Once:
#   attune completion fish > ~/.config/fish/completions/attune.fish
function __attune_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l answer ($before[1] __complete fish -- $before[2..-1] "$current" 2>/dev/null)
    if test (count $answer) -gt 1
        printf '%s\n' $answer[2..-1]
    end
    if test "$answer[1]" = files
        __fish_complete_path "$current"
    end
end
complete -c attune -f -a '(__attune_complete)'
`,
}

/** Text as it stands, with `@{` for the `${` that a template cannot hold. */
function script({ raw }: TemplateStringsArray): string {
  return raw.join('').replaceAll('@{', '${')
}
