internal import CountersignGenerated
import Foundation

/// Who asks to be enrolled, verified. Show it; nothing has been made yet.
public struct Preview: Sendable {
  /// In full, punycode where it could deceive; empty when no server is ever asked.
  public let issuerHost: String
  /// Issuer name.
  public let issuerName: String
  /// Account name.
  public let accountName: String
  /// The weakest challenge the issuer promises to send.
  public let policy: Policy
  /// Whether the issuer takes a key of its own for approvals: then the person is asked once while enrolling, if the signer makes one.
  public let approvalKey: Bool
  /// When the code ends, if anybody said.
  public let expiresAt: Date?
  /// Id of the account that it would make a second time. Enrolling is then refused.
  public let existing: Account.ID?
  /// Which code of how many, for exports that took more than one.
  public let part: Part?
  /// The code itself stays inside: it holds the ticket.
  let held: CountersignGenerated.Preview

  init(_ held: CountersignGenerated.Preview) {
    let details = held.details()
    issuerHost = details.issuerHost
    issuerName = details.issuerName
    accountName = details.accountName
    policy = Policy(details.policy)
    approvalKey = details.approvalKey
    expiresAt = details.expiresAt.map(Date.init(server:))
    existing = details.existing
    part = details.part.map { Part(number: Int($0.number), of: Int($0.of)) }
    self.held = held
  }
}

/// One of several codes that belong together.
public struct Part: Sendable, Hashable {
  /// The number of this code, from 1.
  public let number: Int
  /// How many codes there are, at least 1.
  public let of: Int
}
