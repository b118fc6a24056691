var oldReady = "classic";
