internal import CountersignGenerated
import Foundation

// Challenges, history and what calls bring.

extension Challenge {
  init(_ record: ChallengeRecord) {
    id = record.id
    account = record.account
    issuedAt = Date(server: record.issuedAt)
    expiresAt = record.expiresAt.map(Date.init(server:))
    leavesAt = Date(server: record.leavesAt)
    relyingParty = RelyingParty(name: record.relyingParty.name, host: record.relyingParty.host)
    let place = record.context
    context = LoginContext(app: place.app, ip: place.ip, place: place.place, os: place.os, browser: place.browser)
    text = record.text
    details = record.details.map { Detail(label: $0.label, value: $0.value) }
    authorizationDetails = record.authorizationDetails.map { AuthorizationDetail(kind: $0.kind, json: $0.json) }
    number = NumberChallenge(record.number)
    userVerification = Requirement(record.userVerification)
    restriction = record.restriction.map(Restriction.init)
  }
}

extension NumberChallenge {
  init?(_ number: CountersignGenerated.NumberChallenge) {
    switch number {
    case .enter(let digits): self = .enter(digits: Int(digits))
    case .select(let choices): self = .select(choices: choices)
    case .noNumber: return nil
    }
  }
}

extension Restriction {
  init(_ restriction: CountersignGenerated.Restriction) {
    switch restriction {
    case .unknownCritical: self = .unknownCritical
    case .undisplayable: self = .undisplayable
    }
  }
}

extension ChallengeStatus {
  init(_ status: CountersignGenerated.ChallengeStatus) {
    switch status {
    case .pending: self = .pending
    case .latched(let reason): self = .latched(reason: reason.map(DenyReason.init))
    case .decided(let verdict): self = .decided(Verdict(verdict))
    case .settled(let verdict, let decision, let at):
      self = .settled(verdict: verdict.map(Verdict.init), decision: Decision(decision), at: Date(server: at))
    }
  }
}

extension ChallengeReport {
  init(_ report: CountersignGenerated.ChallengeReport) {
    challenge = Challenge(report.challenge)
    status = ChallengeStatus(report.status)
    age = .seconds(report.ageSeconds)
    burst = report.burst.map {
      Burst(requests: Int(clamping: $0.requests), window: .seconds($0.windowSeconds))
    }
  }
}

extension History {
  init(_ history: CountersignGenerated.History) {
    entries = history.entries.map(HistoryEntry.init)
    damaged = history.damaged.map(DamagedRecord.init)
  }
}

extension HistoryEntry {
  init(_ entry: CountersignGenerated.HistoryEntry) {
    switch entry {
    case .login(let challenge, let status): self = .login(Challenge(challenge), ChallengeStatus(status))
    case .happened(let event): self = .happened(Event(event))
    }
  }
}

extension Event {
  init(_ event: EventRecord) {
    at = Date(server: event.at)
    account = event.account
    kind = EventKind(event.kind)
    accountName = event.accountName
  }
}

extension EventKind {
  init(_ kind: CountersignGenerated.EventKind) {
    switch kind {
    case .enrolled: self = .enrolled
    case .removed: self = .removed
    case .removedOnServer: self = .removedOnServer
    case .suspended: self = .suspended
    case .keyRotated: self = .keyRotated
    case .lockedOut: self = .lockedOut
    case .weakChallengeRefused: self = .weakChallengeRefused
    case .forgedChallengeRefused: self = .forgedChallengeRefused
    case .deviceAdded: self = .deviceAdded
    }
  }
}

extension PushOutcome {
  init(_ outcome: CountersignGenerated.PushOutcome) {
    switch outcome {
    case .notOurs: self = .notOurs
    case .nothing: self = .nothing
    case .waiting(let challenge): self = .waiting(Challenge(challenge))
    case .notice(let event): self = .notice(Event(event))
    }
  }
}

extension Refreshed {
  init(_ refreshed: CountersignGenerated.Refreshed) {
    newChallenges = refreshed.newChallenges.map(Challenge.init)
    problems = refreshed.problems.map(Problem.init)
  }
}

extension Problem {
  init(_ problem: CountersignGenerated.Problem) {
    account = problem.account
    error = CountersignError(problem.fault)
  }
}

extension Health {
  init(_ health: CountersignGenerated.Health) {
    isGood = health.isGood
    accounts = health.accounts.map(AccountHealth.init)
    damaged = health.damaged.map(DamagedRecord.init)
    unfinishedEnrollments = health.unfinishedEnrollments
    unconfirmedAnswers = Int(clamping: health.unconfirmedAnswers)
  }
}

extension AccountHealth {
  init(_ health: CountersignGenerated.AccountHealth) {
    account = health.account
    state = AccountState(health.state)
    clockOffset = .seconds(health.clockOffset)
    pushRegistered = health.pushRegistered
    problem = health.problem.map(CountersignError.init)
  }
}
