#if canImport(BackgroundTasks) && os(iOS)
  import BackgroundTasks
  import Countersign

  /// Looks for requests while the app is not in front, when the system allows it: it tells servers what they could not be told, and takes away
  /// notifications of requests that are over.
  public enum BackgroundRefresh {
    /// Registers the task; its identifier has to be in `BGTaskSchedulerPermittedIdentifiers`. Call it before the app has finished launching.
    public static func register(_ identifier: String, _ open: @escaping @Sendable () async throws -> Authenticator) {
      BGTaskScheduler.shared.register(forTaskWithIdentifier: identifier, using: nil) { task in
        schedule(identifier)
        let done = Completion(task)
        let work = Task {
          let phone = try? await open()
          _ = try? await phone?.refresh()
          if let waiting = try? phone?.pending() { await RequestNotifications.keep(Set(waiting.map(\.id))) }
          done.end(success: phone != nil)
        }
        task.expirationHandler = {
          work.cancel()
          done.end(success: false)
        }
      }
    }

    /// Asks for a turn in a quarter of an hour or later.
    public static func schedule(_ identifier: String) {
      let request = BGAppRefreshTaskRequest(identifier: identifier)
      request.earliestBeginDate = Date(timeIntervalSinceNow: 15 * 60)
      // Refused where the person turned background refresh off: then requests come by push only.
      try? BGTaskScheduler.shared.submit(request)
    }
  }

  /// Ends a task once.
  private final class Completion: @unchecked Sendable {
    private let lock = NSLock()
    private var task: BGTask?

    init(_ task: BGTask) {
      self.task = task
    }

    func end(success: Bool) {
      let task = lock.withLock {
        defer { self.task = nil }
        return self.task
      }
      task?.setTaskCompleted(success: success)
    }
  }
#endif
