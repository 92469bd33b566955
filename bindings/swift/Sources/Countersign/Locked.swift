import Foundation

/// A value that several threads read and change. The standard library's own needs newer systems than this package.
final class Locked<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var stored: Value

  init(_ value: Value) {
    stored = value
  }

  var value: Value {
    lock.withLock { stored }
  }

  func set(_ value: Value) {
    lock.withLock { stored = value }
  }

  func change<T>(_ change: (inout Value) -> T) -> T {
    lock.withLock { change(&stored) }
  }
}
