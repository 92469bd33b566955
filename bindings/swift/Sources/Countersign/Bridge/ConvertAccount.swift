internal import CountersignGenerated
import Foundation

// Accounts, their records and what is asked of them.

extension Account {
  init(_ record: AccountRecord) {
    id = record.id
    dialect = record.dialect
    issuerHost = record.issuerHost
    issuerName = record.issuerName
    accountName = record.accountName
    label = record.label
    hasKey = record.hasKey
    hasApprovalKey = record.hasApprovalKey
    policy = Policy(record.policy)
    oneTimeCodes = OneTimeCodes(record.oneTimeCodes)
    state = AccountState(record.state)
    isPushStale = record.isPushStale
    enrolledAt = Date(server: record.enrolledAt)
  }
}

extension Accounts {
  init(_ list: AccountList) {
    accounts = list.accounts.map(Account.init)
    damaged = list.damaged.map(DamagedRecord.init)
  }
}

extension AccountState {
  init(_ state: CountersignGenerated.AccountState) {
    switch state {
    case .active: self = .active
    case .removing: self = .removing
    case .removedOnServer: self = .removedOnServer
    case .suspended: self = .suspended
    }
  }
}

extension OneTimeCodes {
  init(_ codes: CountersignGenerated.OneTimeCodes) {
    switch codes {
    case .noCodes: self = .noCodes
    case .time: self = .time
    case .counter: self = .counter
    }
  }
}

extension OneTimeCode {
  init(_ code: CountersignGenerated.OneTimeCode) {
    digits = code.digits
    secondsLeft = code.secondsLeft.map(Int.init)
    periodSeconds = code.periodSeconds.map(Int.init)
  }
}

extension Policy {
  init(_ policy: CountersignGenerated.Policy) {
    switch policy.number {
    case .enter(let digits): number = .enter(digits: Int(digits))
    case .select(let choices): number = .select(choices: Int(choices))
    case .noNumber: number = nil
    }
    userVerification = Requirement(policy.userVerification)
  }
}

extension Requirement {
  init(_ requirement: CountersignGenerated.Requirement) {
    switch requirement {
    case .optional: self = .optional
    case .required: self = .required
    }
  }
}

extension Capabilities {
  init(_ capabilities: CountersignGenerated.Capabilities) {
    numberStyles = capabilities.numberStyles.map(NumberStyle.init)
    algorithms = capabilities.algorithms.map(Algorithm.init)
    polling = capabilities.polling
    outcome = capabilities.outcome
    uniqueNames = capabilities.uniqueNames
    challenges = capabilities.challenges
    pushUpdate = capabilities.pushUpdate
    pushRequired = capabilities.pushRequired
    accessTokens = capabilities.accessTokens
    deviceName = capabilities.deviceName
    denyReasons = capabilities.denyReasons
    approvalKey = capabilities.approvalKey
    keyRotation = capabilities.keyRotation
    lockout = capabilities.lockout
  }
}

extension NumberStyle {
  init(_ style: CountersignGenerated.NumberStyle) {
    switch style {
    case .enter: self = .enter
    case .select: self = .select
    case .noNumber: self = .noNumber
    }
  }
}

extension DamagedRecord {
  init(_ record: CountersignGenerated.DamagedRecord) {
    place = record.place
    row = record.row
    account = record.account.map(LostAccount.init)
  }
}

extension LostAccount {
  init(_ account: CountersignGenerated.LostAccount) {
    id = account.id
    dialect = account.dialect
    issuerHost = account.issuerHost
    enrolledAt = Date(server: account.enrolledAt)
  }
}

extension Removal {
  var generated: CountersignGenerated.Removal {
    switch self {
    case .everywhere: .everywhere
    case .onlyHere: .onlyHere
    }
  }
}

extension Device {
  var generated: DeviceInfo {
    DeviceInfo(
      name: name, platform: platform, app: app, push: push?.generated,
      telemetry: telemetry.map { CountersignGenerated.Telemetry(appName: $0.appName, appVersion: $0.appVersion) })
  }

  private var platform: String {
    #if os(iOS)
      "ios"
    #elseif os(macOS)
      "macos"
    #else
      "linux"
    #endif
  }
}

extension PushTarget {
  init(_ generated: CountersignGenerated.PushTarget) {
    self.init(provider: generated.provider, token: generated.token)
  }

  var generated: CountersignGenerated.PushTarget {
    CountersignGenerated.PushTarget(provider: provider, token: token)
  }
}
