import Countersign
import Foundation

extension Trouble {
  /// What any error of the library is told as.
  init(_ error: any Error) {
    if let error = error as? CountersignError { self.init(error) } else { self = error as? Trouble ?? .internal }
  }

  /// What is told about this error. A code that is not known here has the words of its kind.
  init(_ error: CountersignError) {
    let telling = tellings[error.code] ?? Telling(error.kind)
    self.init(
      kind: telling.kind, text: .of(telling.text), next: error.wait ?? telling.next.map { .of($0) }, code: error.code)
  }

  private static let `internal` = Trouble(kind: .retry, text: .of(.trouble_internal), next: nil, code: "app")
}

extension Ending {
  /// How an answer ended that threw this.
  init(_ error: CountersignError) {
    switch error.decision {
    case .unknown, .recordedByUs, .recordedElsewhere: self = error.decision.map(Ending.init) ?? .unknown
    case .notSent, nil: self = Ending(over: error.code) ?? .notSent(Trouble(error))
    }
  }

  private init?(over code: String) {
    switch code {
    case "challenge.expired": self = .expired
    case "challenge.canceled_by_requester", "challenge.superseded": self = .withdrawn
    case "challenge.over", "challenge.not_found": self = .over
    default: return nil
    }
  }
}

extension CountersignError {
  fileprivate var wait: Phrase? {
    guard let seconds = retryAfter?.components.seconds, seconds > soon else { return nil }
    return .count(.trouble_wait, Int(seconds))
  }
}

private struct Telling {
  let kind: Trouble.Kind
  let text: Key
  let next: Key?

  init(_ kind: Trouble.Kind, _ text: Key, _ next: Key? = nil) {
    self.kind = kind
    self.text = text
    self.next = next
  }

  init(_ kind: CountersignError.Kind) {
    switch kind {
    case .code: self.init(.final, .trouble_code, .trouble_code_next)
    case .enrollment: self.init(.final, .trouble_enroll, .trouble_code_next)
    case .account: self.init(.final, .trouble_account)
    case .deviceKey: self.init(.retry, .trouble_key)
    case .userVerification: self.init(.retry, .trouble_verification)
    case .challenge: self.init(.final, .trouble_challenge)
    case .answer: self.init(.final, .trouble_answer)
    case .alreadyDecided: self.init(.final, .trouble_decided)
    case .network: self.init(.offline, .trouble_network, .trouble_network_next)
    case .server: self.init(.retry, .trouble_server, .trouble_later)
    case .storage: self.init(.storage, .storage_failed, .storage_failed_next)
    case .internal: self.init(.retry, .trouble_internal)
    }
  }
}

/// Waits that are not worth a number, in seconds.
private let soon = 5

private let tellings: [String: Telling] = [
  "qr.unknown_scheme": Telling(.final, .trouble_code_unknown, .trouble_code_next),
  "qr.unsupported_version": Telling(.final, .trouble_code_newer, .trouble_update),
  "qr.unsupported_algorithm": Telling(.final, .trouble_code_algorithm),
  "qr.insecure_endpoint": Telling(.final, .trouble_code_insecure, .trouble_code_never),
  "qr.old_format": Telling(.final, .trouble_code_old, .trouble_code_next),
  "enroll.already_enrolled": Telling(.final, .trouble_enroll_exists),
  "enroll.token_invalid": Telling(.final, .trouble_enroll_ended, .trouble_code_next),
  "enroll.token_used": Telling(.final, .trouble_enroll_used, .trouble_code_next),
  "enroll.device_limit": Telling(.final, .trouble_enroll_limit, .trouble_enroll_limit_next),
  "enroll.issuer_untrusted": Telling(.final, .trouble_code_insecure, .trouble_code_never),
  "enroll.push_unavailable": Telling(.final, .trouble_enroll_push),
  "account.removed_on_server": Telling(.final, .state_removed),
  "account.suspended": Telling(.final, .state_suspended),
  "account.cloned": Telling(.final, .trouble_cloned, .trouble_administrator),
  "account.locked": Telling(.final, .trouble_locked, .trouble_administrator),
  "key.invalidated": Telling(.final, .trouble_key_invalidated, .trouble_enroll_again),
  "key.locked": Telling(.retry, .trouble_key_locked, .trouble_unlock),
  "key.unsupported": Telling(.final, .trouble_key_unsupported),
  "uv.canceled": Telling(.retry, .trouble_canceled, .trouble_canceled_next),
  "uv.required": Telling(.retry, .trouble_verification),
  "challenge.expired": Telling(.final, .outcome_expired),
  "challenge.signature_invalid": Telling(.final, .trouble_forged),
  "answer.number_invalid_format": Telling(.retry, .trouble_number),
  "answer.number_missing": Telling(.retry, .trouble_number),
  "answer.verification_required": Telling(.retry, .trouble_verification),
  "net.offline": Telling(.offline, .trouble_offline, .trouble_network_next),
  "net.tls_handshake": Telling(.final, .trouble_tls, .trouble_tls_next),
  "net.tls_pin_mismatch": Telling(.final, .trouble_tls, .trouble_tls_next),
  "server.time_rejected": Telling(.retry, .trouble_clock, .trouble_clock_next),
  "store.locked": Telling(.storage, .storage_locked, .trouble_unlock),
  "store.key_lost": Telling(.storage, .storage_key_lost, .storage_start_again),
  "store.corrupted_file": Telling(.storage, .storage_damaged, .storage_start_again),
  "store.full": Telling(.storage, .storage_full, .storage_full_next),
  "store.version_too_new": Telling(.storage, .storage_newer, .trouble_update),
  "store.concurrent_writer": Telling(.storage, .storage_busy, .trouble_later),
]
