import { userInfo } from 'node:os'
import { type AnnotationColor, annotationColors, type Remark } from '@hartifact/core'
import { type Command, Option } from 'commander'
import { collect } from './options.ts'

/** The options that say what a remark says. */
export interface RemarkFlags {
  readonly note?: string
  readonly color?: AnnotationColor
  readonly tag?: readonly string[]
  readonly author?: string
  readonly link?: readonly string[]
}

/** Adds the options to a command. */
export function addRemarkOptions(command: Command): Command {
  return command
    .option('--note <text>', 'what to say')
    .addOption(new Option('--color <color>', 'how to mark it').choices(annotationColors))
    .option('--tag <tag>', 'a word to find it by; may be repeated', collect)
    .option('--author <name>', 'who says so (default: your login name)')
    .option('--link <link>', 'what it is about, as jira:ABC-7 or a URL; may be repeated', collect)
}

/** What the options say; undefined when they say nothing. */
export function remarkOf({ author, color, link, note, tag }: RemarkFlags): Remark | undefined {
  const said: Remark = {
    ...(note !== undefined && { note }),
    ...(color !== undefined && { color }),
    ...(tag && { tags: tag }),
    ...(link && { links: link }),
    ...(author !== undefined && { author }),
  }
  return Object.keys(said).length > 0 ? said : undefined
}

/** A remark with its author: whoever is logged in, unless it says who. */
export function signed(remark: Remark): Remark {
  return { author: loginName(), ...remark }
}

function loginName(): string {
  try {
    return userInfo().username
  } catch {
    // In containers, the user may have no name.
    return 'unknown'
  }
}
