/** An answer other than success, in GitHub's form. */
export class GithubError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly object[] | undefined;

  constructor(
    status: number,
    message: string,
    more: { headers?: Readonly<Record<string, string>>; errors?: readonly object[] } = {},
  ) {
    super(message);
    this.status = status;
    this.headers = more.headers ?? {};
    this.errors = more.errors;
  }
}

/** Also what may not be seen is not found. */
export function notFound(): GithubError {
  return new GithubError(404, 'Not Found');
}

export function badCredentials(): GithubError {
  return new GithubError(401, 'Bad credentials');
}

export function invalid(resource: string, field: string, message: string): GithubError {
  return new GithubError(422, 'Validation Failed', {
    errors: [{ resource, code: 'custom', field, message }],
  });
}
