import { type Command, Argument } from 'commander'
import { action } from '../action.ts'
import { completionScripts } from '../completion/scripts.ts'
import { addExamples } from '../help.ts'

/** `hartifact completion` */
export function configure(command: Command): void {
  command
    .description(
      'Prints a script that makes a shell complete commands, options and the names of sessions.',
    )
    .addArgument(new Argument('<shell>', 'which one').choices(Object.keys(completionScripts)))
    .action(
      action(async (context, _: object, shell: keyof typeof completionScripts) => {
        const script = completionScripts[shell]
        if (context.json) return context.document({ shell, script })
        await context.out.write(script)
      }),
    )
  addExamples(
    command,
    ['completion bash >> ~/.bashrc', 'for bash'],
    ['completion zsh > "${fpath[1]}/_hartifact"', 'for zsh'],
    ['completion fish > ~/.config/fish/completions/hartifact.fish', 'for fish'],
  )
}
