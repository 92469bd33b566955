import Foundation

extension Authenticator {
  /// Reads a scanned or pasted code and asks its issuer who it is for. Makes nothing, here or there.
  ///
  /// `server` is a domain or a URL, for codes that name no server and for apps built for one.
  public func preview(_ code: String, server: String? = nil) async throws -> Preview {
    try await heard { Preview(try await $0.preview(code: code, server: server)) }
  }

  /// The same for a code that may carry several accounts, as exports of one-time-code apps do.
  public func previewAll(_ code: String, server: String? = nil) async throws -> [Preview] {
    try await heard { try await $0.previewAll(code: code, server: server).map(Preview.init) }
  }

  /// Fetches a code from `server` for the person to whom `accessToken` belongs, and previews it. The token is never kept.
  public func preview(dialect: String, server: String, accessToken: String) async throws -> Preview {
    try await heard {
      Preview(try await $0.previewWithToken(dialect: dialect, server: server, accessToken: accessToken))
    }
  }

  /// The languages whose servers can be asked with an access token.
  public func tokenDialects() throws -> [String] {
    try told { try $0.tokenDialects() }
  }

  /// Makes the device key and the account. The person has agreed to what the preview shows.
  ///
  /// Repeating it after any failure, crash or lost reply ends with exactly one account or none.
  public func enroll(_ preview: Preview) async throws -> Account {
    try await heard { Account(try await $0.enroll(preview: preview.held)) }
  }
}
