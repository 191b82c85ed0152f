UPDATE outbox SET sender = '0123456789' WHERE state = 'waiting';
