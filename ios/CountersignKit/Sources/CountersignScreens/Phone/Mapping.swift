import Countersign
import Foundation

// What the library says, as the models hold it. Everything that is decided about its types for the screens is in this file and in Troubles.swift.

extension AccountCard {
  init(_ account: Account, _ abilities: Abilities) {
    self.init(
      id: account.id,
      name: account.label ?? (account.issuerName.isEmpty ? account.issuerHost : account.issuerName),
      account: account.accountName, host: account.issuerHost, ownName: account.label ?? "",
      problem: account.state.problem, codes: Codes(account.oneTimeCodes), hasKey: account.hasKey,
      hasApprovalKey: account.hasApprovalKey, abilities: abilities, enrolledAt: account.enrolledAt)
  }
}

extension Abilities {
  init(_ capabilities: Capabilities) {
    let known: [(Abilities, Bool)] = [
      (.lockOut, capabilities.lockout), (.denyReasons, capabilities.denyReasons),
      (.deviceName, capabilities.deviceName), (.keyRotation, capabilities.keyRotation),
      (.polling, capabilities.polling || !capabilities.challenges),
    ]
    self = known.reduce([]) { $1.1 ? $0.union($1.0) : $0 }
  }
}

extension AccountCard.Codes {
  fileprivate init(_ codes: OneTimeCodes) {
    switch codes {
    case .noCodes: self = .none
    case .time: self = .timed
    case .counter: self = .counted
    }
  }
}

extension CodeCard {
  init(_ code: OneTimeCode) {
    self.init(digits: code.digits, secondsLeft: code.secondsLeft, period: code.periodSeconds)
  }
}

extension PreviewCard {
  init(_ preview: Preview) {
    self.init(
      host: preview.issuerHost, issuer: preview.issuerName, account: preview.accountName,
      asksFor: preview.policy.asksFor, exists: preview.existing != nil,
      takesApprovalKey: preview.approvalKey, part: preview.part.map { ($0.number, $0.of) }, handle: preview)
  }
}

extension RequestCard {
  /// The request with the account it is for, as far as that is known, and what its server can do.
  init(_ report: ChallengeReport, account: Account?, _ abilities: Abilities) {
    let challenge = report.challenge
    let life = challenge.expiresAt.map { Duration.seconds($0.timeIntervalSince(challenge.issuedAt)) }
    self.init(
      id: challenge.id, account: challenge.account, abilities: abilities, app: challenge.relyingParty.name,
      facts: challenge.facts(of: account), message: challenge.text,
      details: challenge.details.map { Item.Fact(.outside($0.label), .outside($0.value)) },
      entry: Entry(challenge.number), needsVerification: challenge.userVerification == .required || account?.hasApprovalKey ?? false,
      restriction: challenge.restriction?.phrase, left: life.map { $0 - report.age }, age: report.age,
      burst: report.burst?.requests, ending: Ending(report.status))
  }
}

extension RequestCard.Entry {
  fileprivate init(_ number: NumberChallenge?) {
    switch number {
    case .enter(let digits): self = .typed(digits)
    case .select(let choices): self = .picked(choices)
    case nil: self = .none
    }
  }
}

extension Ending {
  /// How an answer ended that returned.
  init(_ decision: Decision) {
    switch decision {
    case .notSent, .unknown: self = .unknown
    case .recordedByUs(let recorded): self.init(byUs: recorded)
    case .recordedElsewhere(let recorded): self.init(elsewhere: recorded)
    }
  }

  /// `nil` while it waits.
  init?(_ status: ChallengeStatus) {
    switch status {
    case .pending: return nil
    case .latched, .decided(.deny): self = .deniedHere
    case .decided(.approve): self = .unknown
    case .settled(_, let decision, _): self.init(decision)
    }
  }

  private init(byUs recorded: Recorded) {
    switch recorded {
    case .approved: self = .approved
    case .denied: self = .denied
    case .wrongNumber: self = .wrongNumber
    case .expired: self = .expired
    case .canceled: self = .withdrawn
    case .undisclosed: self = .over
    }
  }

  private init(elsewhere recorded: Recorded) {
    switch recorded {
    case .approved: self = .approvedElsewhere
    case .denied, .wrongNumber: self = .deniedElsewhere
    case .expired: self = .expired
    case .canceled: self = .withdrawn
    case .undisclosed: self = .over
    }
  }
}

extension HistoryPage {
  /// A page of which so many entries were wanted. Those that cannot be read count, too.
  init(_ history: History, of limit: Int) {
    let cards = history.entries.map(HistoryCard.init)
    self.init(cards: cards, earlier: cards.count + history.damaged.count < limit ? nil : cards.last?.at)
  }
}

extension HistoryCard {
  fileprivate init(_ entry: HistoryEntry) {
    switch entry {
    case .login(let challenge, let status):
      let from = challenge.context.place ?? challenge.relyingParty.host
      self.init(
        title: .outside(challenge.relyingParty.name), subtitle: from.map { .outside($0) },
        result: .of(Ending(status)?.heading ?? .waiting), at: challenge.issuedAt)
    case .happened(let event):
      let name = event.accountName.isEmpty ? nil : Phrase.outside(event.accountName)
      self.init(title: .of(event.kind.key), subtitle: name, result: .of(.event), at: event.at)
    }
  }
}

extension Checkup {
  init(_ health: Health) {
    self.init(
      isGood: health.isGood, accounts: health.accounts.map(AccountCheckup.init), lost: health.damaged.count,
      unfinished: health.unfinishedEnrollments.count, unconfirmed: health.unconfirmedAnswers)
  }
}

extension AccountCheckup {
  fileprivate init(_ health: AccountHealth) {
    self.init(
      id: health.account, problem: health.problem.map { Trouble($0).text } ?? health.state.problem,
      clock: health.clockOffset.told, push: health.pushRegistered)
  }
}

extension Verification {
  /// What is claimed to the library, and demanded by the signer.
  var claim: UserVerification {
    switch self {
    case .none: .unverified
    case .screenLock: .device
    case .biometric: .biometric
    }
  }
}

extension AccountState {
  fileprivate var problem: Phrase? {
    switch self {
    case .active: nil
    case .removing: .of(.state_removing)
    case .removedOnServer: .of(.state_removed)
    case .suspended: .of(.state_suspended)
    }
  }
}

extension Policy {
  fileprivate var asksFor: Phrase {
    switch number {
    case .enter(let digits): .count(.asks_typed, digits)
    case .select(let choices): .count(.asks_picked, choices)
    case nil: .of(.asks_nothing)
    }
  }
}

extension Restriction {
  fileprivate var phrase: Phrase {
    switch self {
    case .unknownCritical: .of(.restricted_unknown)
    case .undisplayable: .of(.restricted_undisplayable)
    }
  }
}

extension Challenge {
  /// Every fact that there is, always in this order.
  fileprivate func facts(of account: Account?) -> [Item.Fact] {
    let host = account?.issuerHost ?? ""
    let known: [(Key, String?)] = [
      (.fact_account, account.map { $0.label ?? $0.accountName }),
      (.fact_app, context.app == relyingParty.name ? nil : context.app),
      (.fact_site, relyingParty.host ?? (host.isEmpty ? nil : host)),
      (.fact_place, context.place),
      (.fact_ip, context.ip),
      (.fact_browser, context.browser),
      (.fact_system, context.os),
    ]
    return known.compactMap { key, value in value.map { Item.Fact(.of(key), .outside($0)) } }
  }
}

extension EventKind {
  fileprivate var key: Key {
    switch self {
    case .enrolled: .event_enrolled
    case .removed: .event_removed
    case .removedOnServer: .event_removed_on_server
    case .suspended: .event_suspended
    case .keyRotated: .event_key_rotated
    case .lockedOut: .event_locked_out
    case .weakChallengeRefused: .event_weak_refused
    case .forgedChallengeRefused: .event_forged_refused
    case .deviceAdded: .event_device_added
    }
  }
}

extension Duration {
  /// How far the phone's clock is off, as a person is told; `nil` when that disturbs nobody, because the server's time is used.
  fileprivate var told: Phrase? {
    let seconds = components.seconds
    guard abs(seconds) >= 120 else { return nil }
    return .count(seconds > 0 ? .clock_behind : .clock_ahead, Int(abs(seconds) / 60))
  }
}
