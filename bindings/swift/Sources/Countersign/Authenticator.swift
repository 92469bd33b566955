internal import CountersignGenerated
import Foundation

/// A push authenticator: all accounts of one person on one device.
///
/// Any method may be called from anywhere, at the same time as others and in several processes. A task may be canceled at any time: the call then
/// throws `CancellationError`, and nothing is left half done, because what must not be lost is stored before anything is sent.
///
/// Methods without `async` read and write storage on the calling thread, for a few milliseconds: away from the main thread where that is too long.
/// Those with `async` do so on a queue of this package where the system can (iOS 18, macOS 15, Linux).
public final class Authenticator: Sendable {
  private let core: Locked<CountersignGenerated.Authenticator?>
  let arrivals = Arrivals()

  private init(_ core: CountersignGenerated.Authenticator) {
    self.core = Locked(core)
  }

  /// Opens the accounts in the folder `home`, making it when it is not there. Contacts nobody but the vault. Exclude the folder from backups.
  ///
  /// Without `signer`, keys are kept in software.
  public static func open(
    _ home: URL,
    vault: Vault,
    device: Device,
    transport: any Transport = URLSessionTransport(),
    signer: (any Signer)? = nil,
    loopback: Loopback = .refused
  ) throws -> Authenticator {
    let settings = Settings(
      home: home.path, device: device.generated, loopback: loopback.generated, vault: vault.builtIn)
    let core = try told {
      try CountersignGenerated.Authenticator.open(
        settings: settings, vault: vault.own.map(AppVault.init), transport: AppTransport(transport),
        signer: signer.map(AppSigner.init))
    }
    return Authenticator(core)
  }

  /// Lets go of the accounts, as the end of the last reference does. Calls that are under way still end; further ones throw `ClosedError`.
  public func close() {
    core.set(nil)
    arrivals.wake()
  }

  /// What a call brings that waits for nobody.
  func told<T>(_ call: (CountersignGenerated.Authenticator) throws -> T) throws -> T {
    let core = try opened()
    return try Self.told { try call(core) }
  }

  /// What a call brings that waits. Canceling the task drops it where it waits, on the other side too.
  func heard<T: Sendable>(_ call: @Sendable (CountersignGenerated.Authenticator) async throws -> T) async throws -> T {
    let (core, cancellation) = (try opened(), Cancellation())
    return try await Self.heard(cancellation) { try await call(core.cancelable(by: cancellation)) }
  }

  /// The next turn of a watch.
  func heard(_ turns: Turns) async throws -> Turn {
    _ = try opened()
    return try await Self.heard(turns.cancellation) { Turn(try await turns.watch.next()) }
  }

  func turns(every: Duration) throws -> Turns {
    let cancellation = Cancellation()
    let watch = try told { try $0.cancelable(by: cancellation).watch(everyMillis: every.milliseconds) }
    return Turns(watch: watch, cancellation: cancellation)
  }

  private static func heard<T: Sendable>(_ cancellation: Cancellation, _ call: @Sendable () async throws -> T) async throws -> T {
    do {
      return try await withTaskCancellationHandler {
        try await offThePool(call)
      } onCancel: {
        cancellation.cancel()
      }
    } catch let fault as Fault {
      throw fault.ours
    }
  }

  static func told<T>(_ call: () throws -> T) throws -> T {
    do {
      return try call()
    } catch let fault as Fault {
      throw fault.ours
    }
  }

  private func opened() throws -> CountersignGenerated.Authenticator {
    guard let core = core.value else { throw ClosedError() }
    return core
  }
}

/// A watch under way, and what ends its turns.
struct Turns: Sendable {
  let watch: Watch
  let cancellation: Cancellation
}

/// What one turn of a watch brought.
struct Turn: Sendable {
  let news: [Challenge]
  let problems: [Problem]
  let again: Duration

  init(_ turn: CountersignGenerated.Turn) {
    news = turn.news.map(Challenge.init)
    problems = turn.problems.map(Problem.init)
    again = .milliseconds(Int64(clamping: turn.againMillis))
  }
}

extension Fault {
  fileprivate var ours: any Error {
    let error = CountersignError(self)
    return error.code == "core.canceled" ? CancellationError() : error
  }
}

extension Vault {
  fileprivate var own: (any KeyVault)? {
    if case .own(let vault) = self { vault } else { nil }
  }

  fileprivate var builtIn: DesktopVault {
    switch self {
    case .system: .system
    case .file, .own: .file
    }
  }
}

extension Loopback {
  fileprivate var generated: LoopbackHttp {
    switch self {
    case .refused: .refused
    case .allowed: .allowed
    }
  }
}
