/// Wakes those who wait for something to arrive.
final class Arrivals: Sendable {
  private struct State {
    var count = 0
    var sleepers: [Int: Task<Void, Never>] = [:]
    var lastSleeper = 0
  }

  private let state = Locked(State())

  /// How much arrived until now.
  var count: Int {
    state.value.count
  }

  func wake() {
    let sleepers = state.change { state in
      defer { state.sleepers = [:] }
      state.count += 1
      return state.sleepers.values
    }
    for sleeper in sleepers { sleeper.cancel() }
  }

  /// Returns after `time`, or as soon as more than `count` arrived. Throws when the task is canceled.
  func wait(for time: Duration, orMoreThan count: Int) async throws {
    let sleeping = state.change { state -> (id: Int, task: Task<Void, Never>)? in
      guard state.count <= count else { return nil }
      let sleeper = Task<Void, Never> { try? await Task.sleep(for: time) }
      state.lastSleeper += 1
      state.sleepers[state.lastSleeper] = sleeper
      return (state.lastSleeper, sleeper)
    }
    if let sleeping {
      await withTaskCancellationHandler {
        await sleeping.task.value
      } onCancel: {
        sleeping.task.cancel()
      }
      state.change { _ = $0.sleepers.removeValue(forKey: sleeping.id) }
    }
    try Task.checkCancellation()
  }
}
