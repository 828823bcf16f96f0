"""What designers edit: functions from values to components. They know no state."""
