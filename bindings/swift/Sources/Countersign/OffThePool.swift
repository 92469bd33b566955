import Dispatch

/// Runs `call`, storage and cryptography included, on a queue of this package: the cooperative pool has few threads, and all of an app's tasks share
/// them. Systems that cannot choose where a task runs leave it on the pool.
func offThePool<T: Sendable>(_ call: @Sendable () async throws -> T) async throws -> T {
  if #available(iOS 18, macOS 15, *) {
    return try await withTaskExecutorPreference(Queue.shared) { try await call() }
  }
  return try await call()
}

@available(iOS 18, macOS 15, *)
private final class Queue: TaskExecutor {
  static let shared = Queue()

  private let queue = DispatchQueue(label: "countersign", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
