/*
 * Each script hands the words before the cursor to `hartifact __complete` and shows what comes back:
 * a first line `words` or `files`, then a candidate in each line, a tab, and what it is.
 */

const bash = `# Completion of hartifact for bash
_hartifact() {
  local current words cword line
  if declare -F _get_comp_words_by_ref > /dev/null; then
    _get_comp_words_by_ref -n =: -c current -w words -i cword
  else
    words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD current=\${COMP_WORDS[COMP_CWORD]}
  fi
  COMPREPLY=()
  local kind=''
  while IFS= read -r line; do
    if [[ -z $kind ]]; then
      kind=$line
      continue
    fi
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(hartifact __complete bash -- "\${words[@]:1:cword}" 2> /dev/null)
  if [[ $kind == files ]]; then
    compopt -o default 2> /dev/null
  elif declare -F __ltrim_colon_completions > /dev/null; then
    __ltrim_colon_completions "$current"
  fi
}
complete -F _hartifact hartifact
`

const zsh = `#compdef hartifact
# Completion of hartifact for zsh
_hartifact() {
  local -a lines names shown
  local line
  lines=("\${(@f)$(hartifact __complete zsh -- "\${(@Q)words[2,CURRENT]}" 2> /dev/null)}")
  for line in "\${(@)lines[2,-1]}"; do
    names+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  -- }")
  done
  (( \${#names} )) && compadd -l -d shown -a -- names
  [[ $lines[1] == files ]] && _files
}
if [[ $funcstack[1] == _hartifact ]]; then
  _hartifact "$@"
else
  compdef _hartifact hartifact
fi
`

const fish = `# Completion of hartifact for fish
function __hartifact_complete
  set -l current (commandline -ct)
  set -l words (commandline -opc) "$current"
  set -l lines (hartifact __complete fish -- $words[2..-1] 2> /dev/null)
  test (count $lines) -gt 1; and printf '%s\\n' $lines[2..-1]
  test "$lines[1]" = files; and __fish_complete_path "$current"
end
complete -c hartifact -f -a '(__hartifact_complete)'
`

/** The scripts, by shell. */
export const completionScripts: Readonly<Record<'bash' | 'zsh' | 'fish', string>> = {
  bash,
  zsh,
  fish,
}
