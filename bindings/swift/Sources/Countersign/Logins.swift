import Foundation

extension Authenticator {
  /// Takes what the push provider delivered. The same payload may be taken again, after a failure or because it arrived twice: it is one challenge.
  public func handlePush(_ payload: PushPayload) async throws -> PushOutcome {
    let outcome = try await heard { PushOutcome(try await $0.handlePush(payload: payload.json)) }
    arrivals.wake()
    return outcome
  }

  /// Takes the content of a push by Web Push as it arrived, still encrypted, and goes on like `handlePush`.
  ///
  /// What cannot be decrypted is `challenge.push_malformed`: if keys were lost, telling servers a new `webPushTarget` helps.
  public func handleWebPush(_ content: Data) async throws -> PushOutcome {
    let outcome = try await heard { PushOutcome(try await $0.handleWebPush(content: content)) }
    arrivals.wake()
    return outcome
  }

  /// Asks every server what waits, and brings everything else up to date on the way: unconfirmed answers, interrupted enrollments and removals, push
  /// registration, challenges that ended elsewhere.
  public func refresh() async throws -> Refreshed {
    try await heard { Refreshed(try await $0.refresh()) }
  }

  /// Challenges that wait for the person, oldest first, as stored on this device.
  public func pending() throws -> [Challenge] {
    try told { try $0.pending().map(Challenge.init) }
  }

  /// One challenge: where it stands, how old it is, and whether requests pile up.
  public func challenge(_ id: Challenge.ID) throws -> ChallengeReport {
    try told { ChallengeReport(try $0.challenge(id: id)) }
  }

  /// Answers "it is me", once, with the number from the login page where the challenge asks for one.
  ///
  /// Returning means that the server recorded this approval. An error says in `decision` where it stands; calling again with the same answer goes on
  /// where it stopped.
  @discardableResult
  public func approve(_ challenge: Challenge.ID, number: String? = nil, verification: UserVerification = .unverified)
    async throws -> Decision
  {
    try await heard {
      Decision(try await $0.approve(challenge: challenge, number: number, verification: verification.generated))
    }
  }

  /// Answers "it is not me", once. Never needs a number.
  ///
  /// From the moment this returns or throws, nothing on this device can approve the challenge.
  @discardableResult
  public func deny(_ challenge: Challenge.ID, reason: DenyReason? = nil) async throws -> Decision {
    try await heard { Decision(try await $0.deny(challenge: challenge, reason: reason?.generated)) }
  }
}
