import Foundation

/// What the models need of the authenticator. Calls throw a `Trouble` and nothing else.
public protocol Phone: Sendable {
  /// How the person can be verified now.
  var verification: Verification { get }

  /// All accounts, as stored here.
  func accounts() async throws -> AccountList

  /// The one-time code of now.
  func code(_ account: AccountCard.ID) async throws -> CodeCard

  /// The next one-time code, of an account that counts them.
  func nextCode(_ account: AccountCard.ID) async throws -> CodeCard

  /// Who is behind a scanned or pasted code; several for an export. Makes nothing.
  func preview(_ code: String) async throws -> [PreviewCard]

  /// The code in a picture, if there is one.
  func read(_ picture: Frame) async throws -> String?

  /// Adds the account.
  func enroll(_ preview: PreviewCard) async throws

  /// Sets the person's own name for an account; empty for none.
  func rename(_ account: AccountCard.ID, to name: String) async throws

  /// Sets the name of this phone in the list of devices at the account's server.
  func nameDevice(_ account: AccountCard.ID, _ name: String) async throws

  /// Replaces the key of this phone for an account.
  func rotateKey(_ account: AccountCard.ID) async throws

  /// Removes an account: also at its server, or here only.
  func remove(_ account: AccountCard.ID, _ reach: Reach) async throws

  /// Asks the server to let nobody in.
  func lockOut(_ account: AccountCard.ID, because request: RequestCard.ID?) async throws

  /// Asks all servers; what went wrong.
  func refresh() async throws -> [Trouble]

  /// Ids of requests that wait, each once, those that wait already first.
  func waiting() -> AsyncStream<RequestCard.ID>

  /// Requests that wait, oldest first, as stored here.
  func requests() async throws -> [RequestCard]

  /// One request, as stored here.
  func request(_ id: RequestCard.ID) async throws -> RequestCard

  /// Answers "it is me", and tells how it ended.
  func approve(_ id: RequestCard.ID, number: String?, _ verification: Verification) async throws -> Ending

  /// Answers "it is not me", and tells how it ended.
  func deny(_ id: RequestCard.ID, _ suspicion: Suspicion) async throws -> Ending

  /// A part of history, newest first: of one account or of all, and before a moment where one is given.
  func history(_ account: AccountCard.ID?, before: Date?) async throws -> HistoryPage

  /// Checks everything, also with the servers.
  func checkup() async throws -> Checkup

  /// A text for somebody who is to help, without secrets and names.
  func diagnostics() async throws -> String
}

/// How this phone can verify the person now.
public enum Verification: Sendable, Hashable {
  /// Not at all: there is no screen lock.
  case none
  /// By the screen lock.
  case screenLock
  /// By fingerprint or face.
  case biometric
}

/// How far a removal goes.
public enum Reach: Sendable, Hashable {
  /// The server is told.
  case everywhere
  /// The server is not told.
  case onlyHere
}

/// Why a login is denied.
public enum Suspicion: Sendable, Hashable {
  /// The person did not say.
  case none
  /// "This was not me."
  case notMe
}

/// Why something did not work, as it is told to the person.
public struct Trouble: Error, Sendable, Hashable {
  /// What can be done about it.
  public var kind: Kind
  /// What happened.
  public var text: Phrase
  /// What to do next, in words.
  public var next: Phrase?
  /// The error's stable code, for support.
  public var code: String

  /// What can be done about trouble.
  public enum Kind: Sendable, Hashable {
    /// Trying again may help.
    case retry
    /// There is no way to the server: trying again may help later.
    case offline
    /// The storage of this phone cannot be used: nothing else works.
    case storage
    /// Trying the same again does not help.
    case final
  }
}
