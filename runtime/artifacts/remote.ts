/**
 * Remotes in rclone's manner: the scheme of a URI is the name of a remote, and its options are
 * variables `RCLONE_CONFIG_<REMOTE>_<OPTION>`, or `RCLONE_<BACKEND>_<OPTION>` for all remotes of a
 * kind.
 * @see https://rclone.org/docs/#environment-variables
 * @module
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** Which credentials were looked for, by the names of their variables; never their values. */
export class CredentialTrail {
  readonly lookedFor: string[] = [];
  /** What was used, in words. */
  used: string | undefined;

  toString(): string {
    if (this.used !== undefined) return `credentials: ${this.used}`;
    const names = [...new Set(this.lookedFor)].join(", ");
    return `no credentials found (looked for ${names === "" ? "none" : names})`;
  }
}

export class Remote {
  readonly name: string;
  readonly env: Environment;
  /** rclone's name of the backend as the environment gives it; undefined when it does not. */
  readonly type: string | undefined;
  readonly #backend: string;
  readonly #prefix: string;

  /** @param backend rclone's prefix for the kind, such as S3 */
  constructor(name: string, env: Environment, backend: string = "") {
    this.name = name;
    this.env = env;
    this.#backend = backend;
    this.#prefix = prefixOf(name, env);
    this.type = nonEmpty(env[`${this.#prefix}TYPE`])?.toLowerCase();
  }

  /** The same remote, once its kind is known. */
  as(backend: string): Remote {
    return new Remote(this.name, this.env, backend);
  }

  /** The variable that gives an option, for messages. */
  variable(option: string): string {
    return `${this.#prefix}${option}`;
  }

  /** An option; undefined when it is not set or empty. */
  option(option: string, trail?: CredentialTrail): string | undefined {
    trail?.lookedFor.push(this.variable(option));
    const shared = this.#backend === "" ? undefined : this.env[`RCLONE_${this.#backend}_${option}`];
    return nonEmpty(this.env[this.variable(option)]) ?? nonEmpty(shared);
  }

  /** A yes or no; undefined when it is not set. */
  flag(option: string): boolean | undefined {
    const text = this.option(option)?.toLowerCase();
    return text === undefined ? undefined : ["true", "1", "yes", "t"].includes(text);
  }

  /** The first of some variables that is set. */
  variableOf(names: readonly string[], trail?: CredentialTrail): { name: string; value: string } | undefined {
    trail?.lookedFor.push(...names);
    for (const name of names) {
      const value = nonEmpty(this.env[name]);
      if (value !== undefined) return { name, value };
    }
    return undefined;
  }
}

/** Whether the environment configures a remote of this name. */
export function isConfigured(name: string, env: Environment): boolean {
  return nonEmpty(env[`${prefixOf(name, env)}TYPE`]) !== undefined;
}

// Kubernetes allows "-" in names of variables, shells do not; both spellings are met.
function prefixOf(name: string, env: Environment): string {
  const plain = `RCLONE_CONFIG_${name.toUpperCase()}_`;
  const shell = plain.replaceAll(/[-.]/g, "_");
  return env[`${plain}TYPE`] === undefined ? shell : plain;
}

function nonEmpty(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === "" ? undefined : trimmed;
}
