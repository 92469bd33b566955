internal import CountersignGenerated

// What crosses to and from the parts an app brings.

extension TransportFailure {
  var generated: CountersignGenerated.TransportFailure {
    switch self {
    case .offline: .Offline
    case .dns: .Dns
    case .connect: .Connect
    case .tls: .Tls
    case .pinMismatch: .PinMismatch
    case .timeout: .Timeout
    case .interrupted: .Interrupted
    case .tooLarge: .TooLarge
    case .canceled: .Canceled
    case .invalid: .Invalid
    }
  }
}

extension SignerFailure {
  var generated: CountersignGenerated.SignerFailure {
    switch self {
    case .canceled: .Canceled
    case .invalidated: .Invalidated
    case .locked: .Locked
    case .unsupported: .Unsupported
    case .failed: .Failed
    }
  }
}

extension VaultFailure {
  var generated: CountersignGenerated.VaultFailure {
    switch self {
    case .locked: .Locked
    case .unavailable: .Unavailable
    case .permission: .Permission
    case .malformed: .Malformed
    case .failed: .Failed
    }
  }
}

extension Algorithm {
  init(_ algorithm: CountersignGenerated.Algorithm) {
    switch algorithm {
    case .ed25519: self = .ed25519
    case .es256: self = .es256
    case .rs256: self = .rs256
    }
  }
}

extension KeyPurpose {
  init(_ purpose: CountersignGenerated.KeyPurpose) {
    switch purpose {
    case .device: self = .device
    case .approval: self = .approval
    }
  }
}

extension PublicKey {
  var generated: CountersignGenerated.PublicKey {
    switch self {
    case .ed25519(let bytes): .ed25519(bytes: bytes)
    case .es256(let x, let y): .es256(x: x, y: y)
    case .rs256(let n, let e): .rs256(n: n, e: e)
    }
  }
}

extension Prompt {
  init(_ prompt: SigningPrompt) {
    switch prompt {
    case .silent: self = .silent
    case .approve(let verification): self = .approve(UserVerification(verification))
    case .deny: self = .deny
    case .registerKey: self = .registerKey
    }
  }
}

extension LogLevel {
  init(_ level: CountersignGenerated.LogLevel) {
    switch level {
    case .error: self = .error
    case .warn: self = .warn
    case .info: self = .info
    case .debug: self = .debug
    }
  }

  var generated: CountersignGenerated.LogLevel {
    switch self {
    case .error: .error
    case .warn: .warn
    case .info: .info
    case .debug: .debug
    }
  }
}
